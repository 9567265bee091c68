-- The first schema that went out, with a few invented rows. Never changed: later ones are reached from it.
BEGIN;
CREATE TABLE person (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	name VARCHAR(50) NOT NULL, 
	former_name VARCHAR(50), 
	id_kind VARCHAR(12), 
	id_no VARCHAR(22), 
	id_no_raw VARCHAR(22), 
	no_id_reason VARCHAR(100), 
	sex VARCHAR(12), 
	birth_date VARCHAR(10), 
	birth_estimated BOOLEAN, 
	nation VARCHAR(12), 
	education VARCHAR(12), 
	marriage VARCHAR(12), 
	political VARCHAR(12), 
	religion_staff BOOLEAN, 
	hukou_type VARCHAR(12), 
	hukou_addr_code VARCHAR(12), 
	hukou_addr VARCHAR(200), 
	live_addr_code VARCHAR(12), 
	live_addr VARCHAR(200), 
	live_geo VARCHAR(60), 
	phone VARCHAR(20), 
	phone_owner VARCHAR(12), 
	phones_more VARCHAR, 
	health VARCHAR(12), 
	disease_names VARCHAR(200), 
	serious_illness_cert BOOLEAN, 
	long_bedridden BOOLEAN, 
	disab_cert BOOLEAN, 
	disab_type VARCHAR(12), 
	disab_grade VARCHAR(12), 
	disab_no VARCHAR(22), 
	disab_expiry VARCHAR(10), 
	labor VARCHAR(12), 
	self_care VARCHAR(12), 
	employ VARCHAR(12), 
	employer VARCHAR(100), 
	work_place VARCHAR(100), 
	monthly_income VARCHAR(20), 
	school VARCHAR(100), 
	school_stage VARCHAR(12), 
	grade_class VARCHAR(40), 
	boarding BOOLEAN, 
	medical_ins VARCHAR(12), 
	pension_ins VARCHAR(12), 
	special_flags VARCHAR, 
	photo_id BLOB, 
	bank_name VARCHAR(60), 
	bank_holder VARCHAR(50), 
	bank_no VARCHAR(30), 
	social_card_bank BOOLEAN, 
	death_date VARCHAR(10), 
	guardian_id BLOB, 
	consent_state VARCHAR(12), 
	remark VARCHAR(1000), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_person_id UNIQUE (id)
);
CREATE TABLE household (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	hh_no VARCHAR(20), 
	head_id BLOB, 
	applicant_id BLOB, 
	agent_name VARCHAR(50), 
	agent_relation VARCHAR(12), 
	agent_phone VARCHAR(20), 
	agent_id_no VARCHAR(22), 
	group_name VARCHAR(20), 
	hukou_addr VARCHAR(200), 
	live_addr VARCHAR(200), 
	dibao_area_type VARCHAR(12), 
	area_type_reason VARCHAR(200), 
	declared_size INTEGER, 
	declared_protected INTEGER, 
	hardship VARCHAR, 
	hardship_note VARCHAR(500), 
	poverty_flag VARCHAR(12), 
	house_kind VARCHAR(12), 
	house_structure VARCHAR(12), 
	house_safety VARCHAR(12), 
	house_area VARCHAR(20), 
	house_rooms INTEGER, 
	house_owner VARCHAR(50), 
	water_power_gas_monthly VARCHAR(20), 
	comm_monthly VARCHAR(20), 
	property_fee_monthly VARCHAR(20), 
	nonbasic_spend VARCHAR(500), 
	helper_name VARCHAR(50), 
	helper_unit VARCHAR(100), 
	class_now VARCHAR(12), 
	benefit_month VARCHAR(20), 
	benefit_from VARCHAR(10), 
	review_cycle VARCHAR(12), 
	next_review VARCHAR(10), 
	remark VARCHAR(1000), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_household_id UNIQUE (id)
);
CREATE TABLE member (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	household_id BLOB NOT NULL, 
	person_id BLOB NOT NULL, 
	relation VARCHAR(12), 
	counted BOOLEAN, 
	exclude_reason VARCHAR(12), 
	protected BOOLEAN, 
	joined VARCHAR(10), 
	"left" VARCHAR(10), 
	live_together BOOLEAN, 
	legal_duty VARCHAR(12), 
	place_in_list INTEGER, 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_member_id UNIQUE (id)
);
CREATE TABLE income (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	household_id BLOB NOT NULL, 
	person_id BLOB, 
	kind VARCHAR(12), 
	basis VARCHAR(12), 
	period_from VARCHAR(10), 
	period_to VARCHAR(10), 
	amount_total VARCHAR(20), 
	months INTEGER, 
	monthly VARCHAR(20), 
	counted BOOLEAN, 
	not_counted_reason VARCHAR(12), 
	remark VARCHAR(200), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_income_id UNIQUE (id)
);
CREATE TABLE expense (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	household_id BLOB NOT NULL, 
	person_id BLOB, 
	kind VARCHAR(12), 
	period_from VARCHAR(10), 
	period_to VARCHAR(10), 
	amount VARCHAR(20), 
	reimbursed VARCHAR(20), 
	self_paid VARCHAR(20), 
	used_for VARCHAR(12), 
	remark VARCHAR(200), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_expense_id UNIQUE (id)
);
CREATE TABLE asset (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	household_id BLOB NOT NULL, 
	owner_id BLOB, 
	kind VARCHAR(12), 
	vehicle VARCHAR(12), 
	detail VARCHAR(200), 
	area VARCHAR(20), 
	value VARCHAR(20), 
	value_date VARCHAR(10), 
	house_safety VARCHAR(12), 
	use VARCHAR(12), 
	exempt BOOLEAN, 
	exempt_reason VARCHAR(200), 
	found_by VARCHAR(12), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_asset_id UNIQUE (id)
);
CREATE TABLE obligor (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	household_id BLOB NOT NULL, 
	for_person_id BLOB, 
	name VARCHAR(50), 
	id_no VARCHAR(22), 
	relation VARCHAR(12), 
	sex VARCHAR(12), 
	age INTEGER, 
	live_addr VARCHAR(200), 
	family_size INTEGER, 
	family_income_total VARCHAR(20), 
	family_income_pc VARCHAR(20), 
	employ VARCHAR(200), 
	ability VARCHAR(12), 
	pay_amount VARCHAR(20), 
	no_ability_reason VARCHAR(12), 
	remark VARCHAR(200), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_obligor_id UNIQUE (id)
);
CREATE TABLE visit (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	visit_kind VARCHAR(12), 
	household_id BLOB, 
	person_id BLOB, 
	case_id BLOB, 
	plan_date VARCHAR(10), 
	started_at VARCHAR(32), 
	ended_at VARCHAR(32), 
	visitors VARCHAR, 
	place_geo VARCHAR(60), 
	met VARCHAR(12), 
	respondent VARCHAR(50), 
	respondent_relation VARCHAR(12), 
	findings VARCHAR(4000), 
	form_id VARCHAR(64), 
	form_version VARCHAR(64), 
	form_sha256 VARCHAR(64), 
	answers VARCHAR, 
	photos VARCHAR, 
	problems VARCHAR(2000), 
	measures VARCHAR(2000), 
	risk_now VARCHAR(12), 
	next_date VARCHAR(10), 
	signatures VARCHAR, 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_visit_id UNIQUE (id)
);
CREATE TABLE assistance_case (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	case_no VARCHAR(24), 
	household_id BLOB, 
	person_id BLOB, 
	scheme VARCHAR(12), 
	case_kind VARCHAR(12), 
	apply_date VARCHAR(10), 
	apply_way VARCHAR(12), 
	accept_date VARCHAR(10), 
	missing_items VARCHAR(500), 
	missing_notice_date VARCHAR(10), 
	kin_filed BOOLEAN, 
	check_request_date VARCHAR(10), 
	check_return_date VARCHAR(10), 
	check_result VARCHAR(12), 
	objection VARCHAR(500), 
	recheck_date VARCHAR(10), 
	survey_visit_id BLOB, 
	village_opinion VARCHAR(500), 
	village_opinion_date VARCHAR(10), 
	first_opinion VARCHAR(500), 
	first_opinion_date VARCHAR(10), 
	first_signer VARCHAR(50), 
	notice_from VARCHAR(10), 
	notice_to VARCHAR(10), 
	notice_objection VARCHAR(500), 
	decision_level VARCHAR(12), 
	decision VARCHAR(12), 
	decision_date VARCHAR(10), 
	decision_no VARCHAR(40), 
	decision_reason VARCHAR(500), 
	benefit_mode VARCHAR(12), 
	benefit_amount VARCHAR(20), 
	topup_amount VARCHAR(20), 
	total_month VARCHAR(20), 
	override_reason VARCHAR(200), 
	benefit_from_month VARCHAR(10), 
	notify_date VARCHAR(10), 
	notify_way VARCHAR(12), 
	extended BOOLEAN, 
	extend_reason VARCHAR(200), 
	state VARCHAR(12), 
	state_since VARCHAR(10), 
	is_migrated BOOLEAN, 
	tekun_category VARCHAR(12), 
	self_care_fails INTEGER, 
	supply_mode VARCHAR(12), 
	rule_pack VARCHAR(40), 
	worked_out_for VARCHAR(10), 
	working VARCHAR, 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_assistance_case_id UNIQUE (id)
);
CREATE TABLE attachment (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	owner_noun VARCHAR(40), 
	owner_id BLOB, 
	kind VARCHAR(12), 
	title_text VARCHAR(100), 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	media_type VARCHAR(60) NOT NULL, 
	captured_at VARCHAR(32), 
	watermark VARCHAR(200), 
	min_retain_until VARCHAR(10), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_attachment_id UNIQUE (id)
);
CREATE TABLE task (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	kind VARCHAR(60) NOT NULL, 
	about_noun VARCHAR(40), 
	about_id BLOB, 
	household_id BLOB, 
	due_date VARCHAR(10), 
	due_rule VARCHAR(60), 
	legal_basis VARCHAR(200), 
	owner_id BLOB, 
	state VARCHAR(12), 
	done_date VARCHAR(10), 
	note VARCHAR(500), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_task_id UNIQUE (id)
);
CREATE TABLE account (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	name VARCHAR(50) NOT NULL, 
	role VARCHAR(20), 
	villages VARCHAR, 
	phone VARCHAR(20), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_account_id UNIQUE (id)
);
CREATE TABLE print_log (
	rowid_ INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	org_code VARCHAR(12), 
	village_code VARCHAR(12), 
	created_by BLOB, 
	created_at VARCHAR(32), 
	updated_by BLOB, 
	updated_at VARCHAR(32), 
	rev INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	deleted_reason VARCHAR(200), 
	source VARCHAR(12), 
	platform_no VARCHAR(40), 
	secret_level INTEGER NOT NULL, 
	extras VARCHAR, 
	paper VARCHAR(20) NOT NULL, 
	paper_version VARCHAR(20), 
	about_noun VARCHAR(40), 
	about_id BLOB, 
	household_id BLOB, 
	number VARCHAR(40), 
	content_hash VARCHAR(64), 
	pages INTEGER, 
	copies INTEGER, 
	printer VARCHAR(100), 
	printed_at VARCHAR(32), 
	purpose VARCHAR(200), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_print_log_id UNIQUE (id)
);
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	actor_id BLOB, 
	device_id BLOB, 
	action VARCHAR(60) NOT NULL, 
	noun VARCHAR(40), 
	record_id BLOB, 
	detail VARCHAR(500), 
	wall_at VARCHAR(32) NOT NULL, 
	prev_hash BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (seq)
);
CREATE TABLE alembic_version_records (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE TABLE outbox (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	op_id BLOB NOT NULL, 
	"transaction" BLOB NOT NULL, 
	noun VARCHAR(40) NOT NULL, 
	record_id BLOB NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	base_rev INTEGER NOT NULL, 
	changes VARCHAR NOT NULL, 
	"before" VARCHAR, 
	made_by BLOB, 
	made_at VARCHAR(32), 
	schema_version VARCHAR(20) NOT NULL
);
CREATE TABLE sync_state (
	name VARCHAR(40) NOT NULL, 
	value VARCHAR, 
	PRIMARY KEY (name)
);
CREATE TABLE "conflict" (
	id BLOB NOT NULL, 
	noun VARCHAR(40) NOT NULL, 
	record_id BLOB NOT NULL, 
	field_group VARCHAR(60) NOT NULL, 
	base VARCHAR, 
	mine VARCHAR, 
	theirs VARCHAR, 
	about VARCHAR, 
	decided_at VARCHAR(32), 
	decided_by BLOB, 
	decision VARCHAR(20), 
	PRIMARY KEY (id)
);
CREATE TABLE draft (
	id BLOB NOT NULL, 
	form_id VARCHAR(64) NOT NULL, 
	form_version VARCHAR(64) NOT NULL, 
	form_sha256 VARCHAR(64) NOT NULL, 
	household_id BLOB, 
	person_id BLOB, 
	about VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	at_path VARCHAR(500) NOT NULL, 
	step INTEGER NOT NULL, 
	answered INTEGER NOT NULL, 
	asked INTEGER NOT NULL, 
	owner_id BLOB, 
	started_at VARCHAR(32), 
	updated_at VARCHAR(32), 
	discarded_at VARCHAR(32), 
	PRIMARY KEY (id)
);
CREATE TABLE draft_step (
	rowid_ INTEGER NOT NULL, 
	draft_id BLOB NOT NULL, 
	step INTEGER NOT NULL, 
	path VARCHAR(500) NOT NULL, 
	value VARCHAR, 
	"before" VARCHAR, 
	at VARCHAR(32), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_draft_step_draft_id_step UNIQUE (draft_id, step)
);
CREATE TABLE choice (
	name VARCHAR(100) NOT NULL, 
	value VARCHAR, 
	PRIMARY KEY (name)
);
CREATE TABLE blob_file (
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	sealed_key BLOB NOT NULL, 
	is_complete BOOLEAN NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE person_search (
	rowid_ INTEGER NOT NULL, 
	person_id BLOB NOT NULL, 
	household_id BLOB, 
	name VARCHAR NOT NULL, 
	former_name VARCHAR, 
	id_no VARCHAR, 
	id_tail VARCHAR, 
	phone_tail VARCHAR, 
	village_code VARCHAR(12), 
	PRIMARY KEY (rowid_), 
	CONSTRAINT uq_person_search_person_id UNIQUE (person_id)
);
CREATE TABLE person_pinyin (
	"key" VARCHAR NOT NULL, 
	person INTEGER NOT NULL, 
	PRIMARY KEY ("key", person)
)
 WITHOUT ROWID

;
CREATE VIRTUAL TABLE person_words USING fts5(name, place, content='', contentless_delete=1, detail=full, tokenize='ascii');
CREATE TABLE alembic_version_local (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE INDEX ix_person_guardian_id ON person (guardian_id);
CREATE INDEX ix_person_id_no ON person (id_no);
CREATE INDEX ix_person_photo_id ON person (photo_id);
CREATE INDEX ix_household_applicant_id ON household (applicant_id);
CREATE INDEX ix_household_head_id ON household (head_id);
CREATE INDEX ix_household_hh_no ON household (hh_no);
CREATE INDEX ix_member_household_id ON member (household_id);
CREATE INDEX ix_member_person_id ON member (person_id);
CREATE INDEX ix_income_household_id ON income (household_id);
CREATE INDEX ix_income_person_id ON income (person_id);
CREATE INDEX ix_expense_household_id ON expense (household_id);
CREATE INDEX ix_expense_person_id ON expense (person_id);
CREATE INDEX ix_asset_household_id ON asset (household_id);
CREATE INDEX ix_asset_owner_id ON asset (owner_id);
CREATE INDEX ix_obligor_for_person_id ON obligor (for_person_id);
CREATE INDEX ix_obligor_household_id ON obligor (household_id);
CREATE INDEX ix_visit_case_id ON visit (case_id);
CREATE INDEX ix_visit_household_id ON visit (household_id);
CREATE INDEX ix_visit_person_id ON visit (person_id);
CREATE INDEX ix_assistance_case_household_id ON assistance_case (household_id);
CREATE INDEX ix_assistance_case_person_id ON assistance_case (person_id);
CREATE INDEX ix_assistance_case_survey_visit_id ON assistance_case (survey_visit_id);
CREATE INDEX ix_attachment_owner_id ON attachment (owner_id);
CREATE INDEX ix_attachment_sha256 ON attachment (sha256);
CREATE INDEX ix_task_about_id ON task (about_id);
CREATE INDEX ix_task_household_id ON task (household_id);
CREATE INDEX ix_task_owner_id ON task (owner_id);
CREATE INDEX ix_print_log_about_id ON print_log (about_id);
CREATE INDEX ix_print_log_household_id ON print_log (household_id);
CREATE INDEX ix_audit_record_id ON audit (record_id);
CREATE INDEX ix_outbox_record_id ON outbox (record_id);
CREATE INDEX ix_conflict_record_id ON "conflict" (record_id);
CREATE INDEX ix_draft_household_id ON draft (household_id);
CREATE INDEX ix_draft_step_draft_id ON draft_step (draft_id);
CREATE INDEX ix_person_search_name ON person_search (name);
CREATE INDEX ix_person_search_id_no ON person_search (id_no);
CREATE INDEX ix_person_search_id_tail ON person_search (id_tail);
CREATE INDEX ix_person_search_phone_tail ON person_search (phone_tail);
CREATE INDEX ix_person_search_village_code ON person_search (village_code);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END;
INSERT INTO "person" ("rowid_", "id", "org_code", "village_code", "created_by", "created_at", "updated_by", "updated_at", "rev", "is_deleted", "source", "secret_level", "extras", "name", "id_kind", "id_no", "nation", "phone", "consent_state") VALUES (1, x'01a205ef526071c58c33bbf414b93139', '500231102', '500231102201', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', 0, 0, '1', 2, '{"blood":"A"}', '欧阳龑', '01', '500231199001011234', '01', '13800000001', '0');
INSERT INTO "person" ("rowid_", "id", "org_code", "village_code", "created_by", "created_at", "updated_by", "updated_at", "rev", "is_deleted", "source", "secret_level", "name", "id_kind", "nation", "consent_state") VALUES (2, x'01a205ef52607b5f8f6a23a3b52746cc', '500231102', '500231102201', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', 0, 0, '1', 2, '李桂兰', '01', '01', '0');
INSERT INTO "household" ("rowid_", "id", "org_code", "village_code", "created_by", "created_at", "updated_by", "updated_at", "rev", "is_deleted", "source", "secret_level", "head_id", "group_name", "poverty_flag", "class_now") VALUES (1, x'01a205ef5260741cb0f51b0e22199512', '500231102', '500231102201', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', 0, 0, '1', 2, x'01a205ef526071c58c33bbf414b93139', '3组', '0', '0');
INSERT INTO "member" ("rowid_", "id", "org_code", "village_code", "created_by", "created_at", "updated_by", "updated_at", "rev", "is_deleted", "source", "secret_level", "household_id", "person_id", "counted", "protected", "live_together") VALUES (1, x'01a205ef5260704c84e0449e4d8d6504', '500231102', '500231102201', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', 0, 0, '1', 2, x'01a205ef5260741cb0f51b0e22199512', x'01a205ef526071c58c33bbf414b93139', 1, 1, 1);
INSERT INTO "member" ("rowid_", "id", "org_code", "village_code", "created_by", "created_at", "updated_by", "updated_at", "rev", "is_deleted", "source", "secret_level", "household_id", "person_id", "counted", "protected", "live_together") VALUES (2, x'01a205ef5260754cb59ebdc82551006a', '500231102', '500231102201', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', 0, 0, '1', 2, x'01a205ef5260741cb0f51b0e22199512', x'01a205ef52607b5f8f6a23a3b52746cc', 1, 1, 1);
INSERT INTO "audit" ("seq", "actor_id", "device_id", "action", "noun", "record_id", "wall_at", "prev_hash", "hash") VALUES (1, x'019ab00000007000800000000000a001', x'019ab00000007000800000000000d001', 'user:person:insert', 'person', x'01a205ef526071c58c33bbf414b93139', '2026-11-23T09:05:00.000+08:00', x'0000000000000000000000000000000000000000000000000000000000000000', x'694c4445fc8a1c0f9ffc99d0c73f7b089b8c162555940162a2f2e8c529e2832b');
INSERT INTO "audit" ("seq", "actor_id", "device_id", "action", "noun", "record_id", "wall_at", "prev_hash", "hash") VALUES (2, x'019ab00000007000800000000000a001', x'019ab00000007000800000000000d001', 'user:person:insert', 'person', x'01a205ef52607b5f8f6a23a3b52746cc', '2026-11-23T09:05:00.000+08:00', x'694c4445fc8a1c0f9ffc99d0c73f7b089b8c162555940162a2f2e8c529e2832b', x'6eebcc87fce913ddd3fec9fc8cf592dd9920d4c8073b43ed6c3069c56baf96af');
INSERT INTO "audit" ("seq", "actor_id", "device_id", "action", "noun", "record_id", "wall_at", "prev_hash", "hash") VALUES (3, x'019ab00000007000800000000000a001', x'019ab00000007000800000000000d001', 'user:household:insert', 'household', x'01a205ef5260741cb0f51b0e22199512', '2026-11-23T09:05:00.000+08:00', x'6eebcc87fce913ddd3fec9fc8cf592dd9920d4c8073b43ed6c3069c56baf96af', x'7e2294722bf5a8213c12aa20a295a3677276628949a69151405a0171b04c1be5');
INSERT INTO "audit" ("seq", "actor_id", "device_id", "action", "noun", "record_id", "wall_at", "prev_hash", "hash") VALUES (4, x'019ab00000007000800000000000a001', x'019ab00000007000800000000000d001', 'user:member:insert', 'member', x'01a205ef5260704c84e0449e4d8d6504', '2026-11-23T09:05:00.000+08:00', x'7e2294722bf5a8213c12aa20a295a3677276628949a69151405a0171b04c1be5', x'64ba2a29583ffcb4e0a241e308404b252013f437bbb463afc306c818ab7dd15a');
INSERT INTO "audit" ("seq", "actor_id", "device_id", "action", "noun", "record_id", "wall_at", "prev_hash", "hash") VALUES (5, x'019ab00000007000800000000000a001', x'019ab00000007000800000000000d001', 'user:member:insert', 'member', x'01a205ef5260754cb59ebdc82551006a', '2026-11-23T09:05:00.000+08:00', x'64ba2a29583ffcb4e0a241e308404b252013f437bbb463afc306c818ab7dd15a', x'abe0626487a106c2f0d52194b924f137f11c80752c0ec72883788e3c7892eac0');
INSERT INTO "alembic_version_records" ("version_num") VALUES ('records_0001');
INSERT INTO "outbox" ("seq", "op_id", "transaction", "noun", "record_id", "kind", "base_rev", "changes", "made_by", "made_at", "schema_version") VALUES (1, x'01a205ef5260736285ba49201bc28bb2', x'01a205ef5260736285ba49201bc28bb2', 'person', x'01a205ef526071c58c33bbf414b93139', 'insert', 0, '{"blood":"A","consent_state":"0","id_kind":"01","id_no":"500231199001011234","is_deleted":false,"name":"欧阳龑","nation":"01","org_code":"500231102","phone":"13800000001","secret_level":2,"source":"1","village_code":"500231102201"}', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', '1');
INSERT INTO "outbox" ("seq", "op_id", "transaction", "noun", "record_id", "kind", "base_rev", "changes", "made_by", "made_at", "schema_version") VALUES (2, x'01a205ef5260705694dc3634028e860d', x'01a205ef5260736285ba49201bc28bb2', 'person', x'01a205ef52607b5f8f6a23a3b52746cc', 'insert', 0, '{"consent_state":"0","id_kind":"01","is_deleted":false,"name":"李桂兰","nation":"01","org_code":"500231102","secret_level":2,"source":"1","village_code":"500231102201"}', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', '1');
INSERT INTO "outbox" ("seq", "op_id", "transaction", "noun", "record_id", "kind", "base_rev", "changes", "made_by", "made_at", "schema_version") VALUES (3, x'01a205ef52607af4b2cbeb607744a46a', x'01a205ef5260736285ba49201bc28bb2', 'household', x'01a205ef5260741cb0f51b0e22199512', 'insert', 0, '{"class_now":"0","group_name":"3组","head_id":"01a205ef-5260-71c5-8c33-bbf414b93139","is_deleted":false,"org_code":"500231102","poverty_flag":"0","secret_level":2,"source":"1","village_code":"500231102201"}', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', '1');
INSERT INTO "outbox" ("seq", "op_id", "transaction", "noun", "record_id", "kind", "base_rev", "changes", "made_by", "made_at", "schema_version") VALUES (4, x'01a205ef526070228cf95c1490573e53', x'01a205ef5260736285ba49201bc28bb2', 'member', x'01a205ef5260704c84e0449e4d8d6504', 'insert', 0, '{"counted":true,"household_id":"01a205ef-5260-741c-b0f5-1b0e22199512","is_deleted":false,"live_together":true,"org_code":"500231102","person_id":"01a205ef-5260-71c5-8c33-bbf414b93139","protected":true,"secret_level":2,"source":"1","village_code":"500231102201"}', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', '1');
INSERT INTO "outbox" ("seq", "op_id", "transaction", "noun", "record_id", "kind", "base_rev", "changes", "made_by", "made_at", "schema_version") VALUES (5, x'01a205ef52607fb9b7c175a6a0c173e9', x'01a205ef5260736285ba49201bc28bb2', 'member', x'01a205ef5260754cb59ebdc82551006a', 'insert', 0, '{"counted":true,"household_id":"01a205ef-5260-741c-b0f5-1b0e22199512","is_deleted":false,"live_together":true,"org_code":"500231102","person_id":"01a205ef-5260-7b5f-8f6a-23a3b52746cc","protected":true,"secret_level":2,"source":"1","village_code":"500231102201"}', x'019ab00000007000800000000000a001', '2026-11-23T09:05:00.000+08:00', '1');
INSERT INTO "sync_state" ("name", "value") VALUES ('replica_id', '"01a205ef-5260-7aef-8692-dfda7e418149"');
INSERT INTO "person_search" ("rowid_", "person_id", "household_id", "name", "id_no", "id_tail", "phone_tail", "village_code") VALUES (1, x'01a205ef526071c58c33bbf414b93139', x'01a205ef5260741cb0f51b0e22199512', '欧阳龑', '500231199001011234', '432110100991132005', '10000000831', '500231102201');
INSERT INTO "person_search" ("rowid_", "person_id", "household_id", "name", "village_code") VALUES (2, x'01a205ef52607b5f8f6a23a3b52746cc', x'01a205ef5260741cb0f51b0e22199512', '李桂兰', '500231102201');
INSERT INTO "person_pinyin" ("key", "person") VALUES ('lgl', 2);
INSERT INTO "person_pinyin" ("key", "person") VALUES ('ligl', 2);
INSERT INTO "person_pinyin" ("key", "person") VALUES ('liguilan', 2);
INSERT INTO "person_pinyin" ("key", "person") VALUES ('ouyangyan', 1);
INSERT INTO "person_pinyin" ("key", "person") VALUES ('ouyy', 1);
INSERT INTO "person_pinyin" ("key", "person") VALUES ('oyy', 1);
INSERT INTO "alembic_version_local" ("version_num") VALUES ('local_0001');
INSERT INTO person_words (rowid, name, place) SELECT rowid_, '', '' FROM person;
COMMIT;
