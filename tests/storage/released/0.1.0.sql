-- The database of version 0.1.0.
PRAGMA application_id = 1180128323;
BEGIN TRANSACTION;
CREATE TABLE absence_year (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	category TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	officers INTEGER NOT NULL, 
	CONSTRAINT pk_absence_year PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_absence_year_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "absence_year" VALUES('F',0,2025,'sick',9600,4);
CREATE TABLE activity (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	inmate TEXT NOT NULL, 
	area TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	start_wall_minute INTEGER NOT NULL, 
	wall_minutes INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT, 
	CONSTRAINT pk_activity PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_activity_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_activity_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE area (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	parent TEXT, 
	rotation TEXT NOT NULL, 
	outline TEXT NOT NULL, 
	CONSTRAINT pk_area PRIMARY KEY (facility_id, code), 
	CONSTRAINT ck_area_rotation CHECK (rotation IN ('none', 'housing', 'special', 'support')), 
	CONSTRAINT fk_area_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_area_facility_id_parent FOREIGN KEY(facility_id, parent) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "area" VALUES('F',0,'H1','Housing 1',NULL,'housing','');
CREATE TABLE area_share (
	facility_id TEXT NOT NULL, 
	post TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	area TEXT NOT NULL, 
	share INTEGER NOT NULL, 
	CONSTRAINT pk_area_share PRIMARY KEY (facility_id, post, position), 
	CONSTRAINT fk_area_share_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_area_share_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_area_share_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE audit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	facility_id TEXT, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subjects TEXT NOT NULL, 
	CONSTRAINT fk_audit_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "audit" VALUES(1,'F','2026-11-20T15:30:00.000000+00:00','sergeant','import','["facility:F"]');
INSERT INTO "audit" VALUES(2,'F','2026-11-20T15:30:00.000000+00:00','sergeant','create roster','["roster:1"]');
INSERT INTO "audit" VALUES(3,'F','2026-11-20T15:30:00.000000+00:00','sergeant','edit','["roster:1", "edit:first"]');
INSERT INTO "audit" VALUES(4,'F','2026-11-20T15:30:00.000000+00:00','sergeant','publish','["roster:1", "version:1"]');
INSERT INTO "audit" VALUES(5,'F','2026-11-20T15:30:00.000000+00:00','sergeant','edit','["roster:1", "edit:second"]');
CREATE TABLE award (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	post TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT, 
	shift TEXT, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_award PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_award_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_award_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_award_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE carried_hours (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	overtime_minutes INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_carried_hours PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_carried_hours_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_carried_hours_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE contact_weight (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	mode TEXT NOT NULL, 
	effective TEXT NOT NULL, 
	weight INTEGER NOT NULL, 
	paired INTEGER, 
	source TEXT NOT NULL, 
	CONSTRAINT pk_contact_weight PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_contact_weight_mode CHECK (mode IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')), 
	CONSTRAINT fk_contact_weight_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
CREATE TABLE contract (
	facility_id TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	least_minutes INTEGER, 
	most_minutes INTEGER, 
	most_work_days_in_a_row INTEGER, 
	least_work_days_in_a_row INTEGER, 
	least_days_off_in_a_row INTEGER, 
	most_weekends INTEGER, 
	CONSTRAINT pk_contract PRIMARY KEY (facility_id, badge), 
	CONSTRAINT fk_contract_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_contract_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE coverage (
	facility_id TEXT NOT NULL, 
	post TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	shift TEXT NOT NULL, 
	minimum INTEGER NOT NULL, 
	wanted INTEGER NOT NULL, 
	weekdays TEXT NOT NULL, 
	first TEXT, 
	last TEXT, 
	under_weight INTEGER NOT NULL, 
	over_weight INTEGER NOT NULL, 
	CONSTRAINT pk_coverage PRIMARY KEY (facility_id, post, position), 
	CONSTRAINT ck_coverage_seats CHECK (minimum >= 0 AND wanted >= minimum), 
	CONSTRAINT fk_coverage_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_coverage_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_coverage_facility_id_shift FOREIGN KEY(facility_id, shift) REFERENCES shift (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "coverage" VALUES('F','P1',0,'D',1,1,'[0, 1, 2, 3, 4, 5, 6]',NULL,NULL,0,0);
INSERT INTO "coverage" VALUES('F','P1',1,'N',1,1,'[0, 1, 2, 3, 4, 5, 6]',NULL,NULL,0,0);
INSERT INTO "coverage" VALUES('F','P2',0,'D',1,1,'[0, 1, 2, 3, 4, 5, 6]',NULL,NULL,0,0);
INSERT INTO "coverage" VALUES('F','P2',1,'N',1,1,'[0, 1, 2, 3, 4, 5, 6]',NULL,NULL,0,0);
CREATE TABLE document (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	effective TEXT NOT NULL, 
	posts TEXT NOT NULL, 
	reviewed TEXT, 
	CONSTRAINT pk_document PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_document_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT uq_document_facility_id_code_version UNIQUE (facility_id, code, version)
)
 STRICT

;
INSERT INTO "document" VALUES('F',0,'PO-P1',1,'Order','2026-01-01','["P1"]',NULL);
CREATE TABLE duty (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_duty PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_duty_forwards CHECK ("end" > start), 
	CONSTRAINT ck_duty_kind CHECK (kind IN ('court', 'training', 'light_duty', 'wellness', 'other')), 
	CONSTRAINT fk_duty_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_duty_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE exemption (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_exemption PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_exemption_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_exemption_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "exemption" VALUES('F',0,'2026-11-23','2026-12-31','B2');
CREATE TABLE facility (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	is_juvenile INTEGER NOT NULL, 
	floor_plan TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	imported_at TEXT NOT NULL, 
	imported_from TEXT NOT NULL, 
	CONSTRAINT pk_facility PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "facility" VALUES('F','Small Jail','America/New_York',0,'',1,'2026-11-20T15:30:00.000000+00:00','small.xlsx');
CREATE TABLE held (
	facility_id TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	qualification TEXT NOT NULL, 
	earned TEXT, 
	expires TEXT, 
	CONSTRAINT pk_held PRIMARY KEY (facility_id, badge, position), 
	CONSTRAINT fk_held_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_held_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_held_facility_id_qualification FOREIGN KEY(facility_id, qualification) REFERENCES qualification (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE journal (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	edit_id TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT ck_journal_kind CHECK (kind IN ('do', 'undo', 'redo', 'publish', 'draw')), 
	CONSTRAINT fk_journal_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_journal_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id), 
	CONSTRAINT uq_journal_roster_id_step UNIQUE (roster_id, step)
)
 STRICT

;
INSERT INTO "journal" VALUES(1,'F',1,1,'do','first','sergeant','2026-11-20T15:30:00.000000+00:00','{"id":"first","label":"Edit first","actor":"sergeant","at":"2026-11-20T15:30:00Z","changes":[{"before":null,"after":{"start":29923860,"badge":"B1","post":"P1","on":"2026-11-23","shift":"D","index":0,"end":29924580,"kind":"regular","is_locked":false}}],"locks":[],"reason":"","authority":""}');
INSERT INTO "journal" VALUES(2,'F',1,2,'publish','','sergeant','2026-11-20T15:30:00.000000+00:00','');
INSERT INTO "journal" VALUES(3,'F',1,3,'do','second','sergeant','2026-11-20T15:30:00.000000+00:00','{"id":"second","label":"Edit second","actor":"sergeant","at":"2026-11-20T15:30:00Z","changes":[{"before":null,"after":{"start":29924580,"badge":"B2","post":"P1","on":"2026-11-23","shift":"N","index":0,"end":29925300,"kind":"regular","is_locked":false}}],"locks":[],"reason":"","authority":""}');
CREATE TABLE leave (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_leave PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_leave_forwards CHECK ("end" > start), 
	CONSTRAINT fk_leave_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_leave_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE leave_balance (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	as_of TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_leave_balance PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_leave_balance_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_leave_balance_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "leave_balance" VALUES('F',0,'2026-11-01',2400,'B4');
CREATE TABLE leave_request (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	filed TEXT NOT NULL, 
	state TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided TEXT, 
	CONSTRAINT pk_leave_request PRIMARY KEY (facility_id, id), 
	CONSTRAINT ck_leave_request_state CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')), 
	CONSTRAINT fk_leave_request_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_leave_request_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "leave_request" VALUES('F',0,'L1','B4','2026-11-23','2026-11-24','2026-11-20T15:30:00.000000+00:00','asked','',NULL);
CREATE TABLE leave_slots (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	most INTEGER NOT NULL, 
	squad TEXT, 
	CONSTRAINT pk_leave_slots PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_leave_slots_most CHECK (most >= 0), 
	CONSTRAINT fk_leave_slots_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_leave_slots_facility_id_squad FOREIGN KEY(facility_id, squad) REFERENCES squad (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "leave_slots" VALUES('F',0,'2026-01-01','2026-12-31',1,NULL);
CREATE TABLE officer (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	staff_class TEXT NOT NULL, 
	seniority TEXT NOT NULL, 
	tie_breaker INTEGER NOT NULL, 
	squad TEXT, 
	exemptions TEXT NOT NULL, 
	is_probationary INTEGER NOT NULL, 
	CONSTRAINT pk_officer PRIMARY KEY (facility_id, badge), 
	CONSTRAINT ck_officer_staff_class CHECK (staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')), 
	CONSTRAINT fk_officer_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_officer_facility_id_squad FOREIGN KEY(facility_id, squad) REFERENCES squad (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "officer" VALUES('F',0,'B1','sworn','2015-01-01',0,NULL,'[]',0);
INSERT INTO "officer" VALUES('F',1,'B2','sworn','2015-01-02',0,NULL,'[]',0);
INSERT INTO "officer" VALUES('F',2,'B3','sworn','2015-01-03',0,NULL,'[]',0);
INSERT INTO "officer" VALUES('F',3,'B4','sworn','2015-01-04',0,NULL,'[]',0);
CREATE TABLE officer_name (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_officer_name PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_officer_name_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "officer_name" VALUES('F',0,'B1','Officer 1');
INSERT INTO "officer_name" VALUES('F',1,'B2','Officer 2');
INSERT INTO "officer_name" VALUES('F',2,'B3','Officer 3');
INSERT INTO "officer_name" VALUES('F',3,'B4','Officer 4');
CREATE TABLE pattern (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_pattern PRIMARY KEY (facility_id, code), 
	CONSTRAINT fk_pattern_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
CREATE TABLE pattern_day (
	facility_id TEXT NOT NULL, 
	pattern TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	shift TEXT, 
	CONSTRAINT pk_pattern_day PRIMARY KEY (facility_id, pattern, position), 
	CONSTRAINT fk_pattern_day_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_pattern_day_facility_id_pattern FOREIGN KEY(facility_id, pattern) REFERENCES pattern (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_pattern_day_facility_id_shift FOREIGN KEY(facility_id, shift) REFERENCES shift (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE pay_period (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	effective TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	anchor TEXT NOT NULL, 
	staff_class TEXT, 
	source TEXT NOT NULL, 
	CONSTRAINT pk_pay_period PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_pay_period_basis CHECK (basis IN ('work_period', 'forty_hours')), 
	CONSTRAINT ck_pay_period_staff_class CHECK (staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')), 
	CONSTRAINT fk_pay_period_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "pay_period" VALUES('F',0,'2020-01-01','work_period',14,'2026-01-04',NULL,'');
CREATE TABLE plan_factor (
	facility_id TEXT NOT NULL, 
	"plan" INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	factor TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_plan_factor PRIMARY KEY (facility_id, "plan", position), 
	CONSTRAINT fk_plan_factor_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_plan_factor_facility_id_plan FOREIGN KEY(facility_id, "plan") REFERENCES staffing_plan (facility_id, position) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "plan_factor" VALUES('F',0,0,'physical plant','two blind corners');
CREATE TABLE plan_minimum (
	facility_id TEXT NOT NULL, 
	"plan" INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	post TEXT NOT NULL, 
	shift TEXT NOT NULL, 
	minimum INTEGER NOT NULL, 
	CONSTRAINT pk_plan_minimum PRIMARY KEY (facility_id, "plan", position), 
	CONSTRAINT fk_plan_minimum_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_plan_minimum_facility_id_plan FOREIGN KEY(facility_id, "plan") REFERENCES staffing_plan (facility_id, position) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_plan_minimum_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_plan_minimum_facility_id_shift FOREIGN KEY(facility_id, shift) REFERENCES shift (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "plan_minimum" VALUES('F',0,0,'P1','D',1);
CREATE TABLE policy_entry (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	effective TEXT NOT NULL, 
	tier TEXT, 
	weight INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	is_enabled INTEGER NOT NULL, 
	CONSTRAINT pk_policy_entry PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_policy_entry_severity CHECK (severity IN ('never', 'stop', 'ask', 'show', 'priced')), 
	CONSTRAINT fk_policy_entry_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_policy_entry_facility_id_tier FOREIGN KEY(facility_id, tier) REFERENCES tier (facility_id, "key") DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "policy_entry" VALUES('F',0,'rest_required','minimum_rest','stop','2020-01-01',NULL,1,'','',1);
CREATE TABLE policy_setting (
	facility_id TEXT NOT NULL, 
	entry INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_policy_setting PRIMARY KEY (facility_id, entry, position), 
	CONSTRAINT fk_policy_setting_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_policy_setting_facility_id_entry FOREIGN KEY(facility_id, entry) REFERENCES policy_entry (facility_id, position) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "policy_setting" VALUES('F',0,0,'rest_minutes','480');
CREATE TABLE post (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	area TEXT NOT NULL, 
	priority TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	contact_weight INTEGER, 
	opens TEXT, 
	closes TEXT, 
	is_relieved INTEGER NOT NULL, 
	is_solo INTEGER NOT NULL, 
	needs_meal_relief INTEGER NOT NULL, 
	gives_meal_reliefs INTEGER NOT NULL, 
	outline TEXT NOT NULL, 
	CONSTRAINT pk_post PRIMARY KEY (facility_id, code), 
	CONSTRAINT ck_post_priority CHECK (priority IN ('critical', 'mandatory', 'pull')), 
	CONSTRAINT ck_post_contact CHECK (contact IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')), 
	CONSTRAINT fk_post_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_post_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "post" VALUES('F',0,'P1','Post P1','H1','critical','none',NULL,NULL,NULL,1,0,0,0,'');
INSERT INTO "post" VALUES('F',1,'P2','Post P2','H1','critical','none',NULL,NULL,NULL,1,0,0,0,'');
CREATE TABLE post_qualification (
	facility_id TEXT NOT NULL, 
	post TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	qualification TEXT NOT NULL, 
	CONSTRAINT pk_post_qualification PRIMARY KEY (facility_id, post, position), 
	CONSTRAINT fk_post_qualification_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_post_qualification_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_post_qualification_facility_id_qualification FOREIGN KEY(facility_id, qualification) REFERENCES qualification (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE preference (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT, 
	post TEXT, 
	shift TEXT, 
	weight INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_preference PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_preference_choice CHECK (post IS NOT NULL OR shift IS NOT NULL), 
	CONSTRAINT fk_preference_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_preference_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_preference_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_preference_facility_id_shift FOREIGN KEY(facility_id, shift) REFERENCES shift (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "preference" VALUES('F',0,'2026-11-23',NULL,'P1','D',2,'B1');
CREATE TABLE qualification (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_qualification PRIMARY KEY (facility_id, code), 
	CONSTRAINT fk_qualification_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "qualification" VALUES('F',0,'Q','Search');
CREATE TABLE reading (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	"on" TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_reading PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_reading_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_reading_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "reading" VALUES('F',0,'PO-P1',1,'2026-01-09','B1');
CREATE TABLE restriction (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT, 
	area TEXT, 
	post TEXT, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_restriction PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_restriction_one_place CHECK (area IS NULL OR post IS NULL), 
	CONSTRAINT fk_restriction_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_restriction_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_restriction_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_restriction_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE roster (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	facility_id TEXT NOT NULL, 
	first TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	created_at TEXT NOT NULL, 
	saved_at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	certificate TEXT, 
	certified_tours_sha256 TEXT NOT NULL, 
	problem_sha256 TEXT NOT NULL, 
	CONSTRAINT ck_roster_state CHECK (state IN ('draft', 'proposed', 'approved', 'published', 'amended', 'archived')), 
	CONSTRAINT ck_roster_version CHECK (version >= 0), 
	CONSTRAINT ck_roster_days CHECK (days BETWEEN 1 AND 400), 
	CONSTRAINT fk_roster_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "roster" VALUES(1,'F','2026-11-23',7,'Week','amended',1,4,'2026-11-20T15:30:00.000000+00:00','2026-11-20T15:30:00.000000+00:00','sergeant',NULL,'','');
CREATE TABLE roster_draw (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	muster TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_roster_draw PRIMARY KEY (roster_id, muster), 
	CONSTRAINT fk_roster_draw_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_draw_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
CREATE TABLE roster_lock (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	CONSTRAINT pk_roster_lock PRIMARY KEY (roster_id, badge, "on"), 
	CONSTRAINT fk_roster_lock_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_lock_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
CREATE TABLE roster_seal (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	commitment TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_roster_seal PRIMARY KEY (roster_id, version), 
	CONSTRAINT fk_roster_seal_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_seal_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
CREATE TABLE roster_tour (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	post TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	shift TEXT NOT NULL, 
	"index" INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	is_locked INTEGER NOT NULL, 
	CONSTRAINT pk_roster_tour PRIMARY KEY (roster_id, start, badge, post, "on", shift, "index", "end", kind, is_locked), 
	CONSTRAINT ck_roster_tour_kind CHECK (kind IN ('regular', 'voluntary_overtime', 'mandated_overtime', 'hold_over', 'early_call_in', 'swap')), 
	CONSTRAINT ck_roster_tour_forwards CHECK ("end" > start), 
	CONSTRAINT fk_roster_tour_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_tour_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
INSERT INTO "roster_tour" VALUES('F',1,29923860,'B1','P1','2026-11-23','D',0,29924580,'regular',0);
INSERT INTO "roster_tour" VALUES('F',1,29924580,'B2','P1','2026-11-23','N',0,29925300,'regular',0);
CREATE TABLE roster_version (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	published_at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	body TEXT NOT NULL, 
	body_sha256 TEXT NOT NULL, 
	certificate TEXT, 
	problem_sha256 TEXT NOT NULL, 
	CONSTRAINT pk_roster_version PRIMARY KEY (roster_id, version), 
	CONSTRAINT ck_roster_version_version CHECK (version >= 1), 
	CONSTRAINT fk_roster_version_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_version_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
INSERT INTO "roster_version" VALUES('F',1,1,'2026-11-23',7,'Week','2026-11-20T15:30:00.000000+00:00','sergeant','','{"facility":"F","period":{"first":"2026-11-23","days":7},"tours":[{"start":29923860,"badge":"B1","post":"P1","on":"2026-11-23","shift":"D","index":0,"end":29924580,"kind":"regular","is_locked":false}],"locks":[],"waivers":[],"state":"published","version":1}','77402e49a40c2c19248b3aa0c1f0e1e0bf81a81df832fa88fc6d778a35d47193',NULL,'aaa875ac665be3628b77fd8cca7795a3476e7ec6be3502d3a13458ded5e8516b');
CREATE TABLE roster_waiver (
	facility_id TEXT NOT NULL, 
	roster_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	entry TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	CONSTRAINT pk_roster_waiver PRIMARY KEY (roster_id, position), 
	CONSTRAINT fk_roster_waiver_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_roster_waiver_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id)
)
 STRICT

;
CREATE TABLE rotation_waiver (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	area TEXT NOT NULL, 
	first TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_rotation_waiver PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_rotation_waiver_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_rotation_waiver_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_rotation_waiver_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "rotation_waiver" VALUES('F',0,'H1','2026-11-23','2026-12-31','Captain','course until then','B3');
CREATE TABLE shift (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	start_wall_minute INTEGER NOT NULL, 
	wall_minutes INTEGER NOT NULL, 
	muster_minutes INTEGER NOT NULL, 
	is_night INTEGER NOT NULL, 
	not_before TEXT NOT NULL, 
	CONSTRAINT pk_shift PRIMARY KEY (facility_id, code), 
	CONSTRAINT fk_shift_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "shift" VALUES('F',0,'D','Day',360,720,0,0,'[]');
INSERT INTO "shift" VALUES('F',1,'N','Night',1080,720,0,1,'["D"]');
CREATE TABLE shift_limit (
	facility_id TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	shift TEXT NOT NULL, 
	most INTEGER NOT NULL, 
	CONSTRAINT pk_shift_limit PRIMARY KEY (facility_id, badge, position), 
	CONSTRAINT fk_shift_limit_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_shift_limit_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES contract (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE squad (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	pattern TEXT NOT NULL, 
	anchor TEXT NOT NULL, 
	CONSTRAINT pk_squad PRIMARY KEY (facility_id, code), 
	CONSTRAINT fk_squad_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_squad_facility_id_pattern FOREIGN KEY(facility_id, pattern) REFERENCES pattern (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE staffing_plan (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	effective TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	population INTEGER NOT NULL, 
	reviewed TEXT NOT NULL, 
	review_by TEXT NOT NULL, 
	CONSTRAINT pk_staffing_plan PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_staffing_plan_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "staffing_plan" VALUES('F',0,'2026-01-01','Warden',60,'2025-12-01','2026-12-01');
CREATE TABLE static_factor (
	facility_id TEXT NOT NULL, 
	post TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	factor TEXT NOT NULL, 
	points INTEGER NOT NULL, 
	CONSTRAINT pk_static_factor PRIMARY KEY (facility_id, post, position), 
	CONSTRAINT fk_static_factor_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_static_factor_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE stay (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	inmate TEXT NOT NULL, 
	area TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER, 
	CONSTRAINT pk_stay PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_stay_forwards CHECK ("end" > start), 
	CONSTRAINT fk_stay_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_stay_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "stay" VALUES('F',0,'I1','H1',29880600,NULL);
CREATE TABLE team_need (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	post TEXT NOT NULL, 
	qualification TEXT NOT NULL, 
	helpers TEXT NOT NULL, 
	least INTEGER NOT NULL, 
	authority TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	review_by TEXT NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT, 
	CONSTRAINT pk_team_need PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_team_need_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_team_need_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_team_need_facility_id_qualification FOREIGN KEY(facility_id, qualification) REFERENCES qualification (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "team_need" VALUES('F',0,'P1','Q','["P2"]',1,'28 CFR 115.15','Captain','2027-01-01','2026-01-01',NULL);
CREATE TABLE tenure (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	area TEXT NOT NULL, 
	since TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_tenure PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_tenure_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_tenure_facility_id_area FOREIGN KEY(facility_id, area) REFERENCES area (facility_id, code) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_tenure_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE tier (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	scale INTEGER NOT NULL, 
	CONSTRAINT pk_tier PRIMARY KEY (facility_id, "key"), 
	CONSTRAINT fk_tier_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "tier" VALUES('F',0,'quality','Quality','points',1);
CREATE TABLE vacation_choice (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_vacation_choice PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_vacation_choice_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_vacation_choice_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "vacation_choice" VALUES('F',0,2027,1,'2027-07-05','2027-07-18','B1');
CREATE TABLE watch (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	inmate TEXT NOT NULL, 
	post TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER, 
	CONSTRAINT pk_watch PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_watch_forwards CHECK ("end" > start), 
	CONSTRAINT ck_watch_kind CHECK (kind IN ('constant', 'hospital')), 
	CONSTRAINT fk_watch_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_watch_facility_id_post FOREIGN KEY(facility_id, post) REFERENCES post (facility_id, code) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE willingness (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	shifts TEXT NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_willingness PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_willingness_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_willingness_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE wish (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	"on" TEXT NOT NULL, 
	shift TEXT, 
	wants INTEGER NOT NULL, 
	weight INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_wish PRIMARY KEY (facility_id, position), 
	CONSTRAINT fk_wish_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_wish_facility_id_badge FOREIGN KEY(facility_id, badge) REFERENCES officer (facility_id, badge) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
CREATE TABLE worked (
	facility_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	post TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	shift TEXT NOT NULL, 
	"index" INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	is_locked INTEGER NOT NULL, 
	badge TEXT NOT NULL, 
	CONSTRAINT pk_worked PRIMARY KEY (facility_id, position), 
	CONSTRAINT ck_worked_forwards CHECK ("end" > start), 
	CONSTRAINT ck_worked_kind CHECK (kind IN ('regular', 'voluntary_overtime', 'mandated_overtime', 'hold_over', 'early_call_in', 'swap')), 
	CONSTRAINT fk_worked_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
 STRICT

;
INSERT INTO "worked" VALUES('F',0,29919540,'P1','2026-11-20','D',0,29920260,'regular',0,'B1');
CREATE UNIQUE INDEX uq_journal_done ON journal (roster_id, edit_id) WHERE kind = 'do';
CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'what stands in journal never changes'); END;
CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'what stands in journal never changes'); END;
CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what stands in journal never changes'); END;
CREATE TRIGGER roster_version_refuses_update BEFORE UPDATE ON roster_version BEGIN SELECT RAISE(ABORT, 'what stands in roster_version never changes'); END;
CREATE TRIGGER roster_version_refuses_delete BEFORE DELETE ON roster_version BEGIN SELECT RAISE(ABORT, 'what stands in roster_version never changes'); END;
CREATE TRIGGER roster_version_refuses_replace BEFORE INSERT ON roster_version WHEN EXISTS (SELECT 1 FROM roster_version WHERE roster_id = NEW.roster_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'what stands in roster_version never changes'); END;
CREATE TRIGGER roster_seal_refuses_update BEFORE UPDATE ON roster_seal BEGIN SELECT RAISE(ABORT, 'what stands in roster_seal never changes'); END;
CREATE TRIGGER roster_seal_refuses_delete BEFORE DELETE ON roster_seal BEGIN SELECT RAISE(ABORT, 'what stands in roster_seal never changes'); END;
CREATE TRIGGER roster_seal_refuses_replace BEFORE INSERT ON roster_seal WHEN EXISTS (SELECT 1 FROM roster_seal WHERE roster_id = NEW.roster_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'what stands in roster_seal never changes'); END;
CREATE TRIGGER roster_draw_refuses_update BEFORE UPDATE ON roster_draw BEGIN SELECT RAISE(ABORT, 'what stands in roster_draw never changes'); END;
CREATE TRIGGER roster_draw_refuses_delete BEFORE DELETE ON roster_draw BEGIN SELECT RAISE(ABORT, 'what stands in roster_draw never changes'); END;
CREATE TRIGGER roster_draw_refuses_replace BEFORE INSERT ON roster_draw WHEN EXISTS (SELECT 1 FROM roster_draw WHERE roster_id = NEW.roster_id AND muster = NEW.muster) BEGIN SELECT RAISE(ABORT, 'what stands in roster_draw never changes'); END;
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'what stands in audit never changes'); END;
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'what stands in audit never changes'); END;
CREATE TRIGGER audit_refuses_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what stands in audit never changes'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit',5);
INSERT INTO "sqlite_sequence" VALUES('roster',1);
INSERT INTO "sqlite_sequence" VALUES('journal',3);
COMMIT;
