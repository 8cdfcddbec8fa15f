"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Text(), nullable=False),
        sa.Column("not_found", sa.Integer(), nullable=False),
        sa.Column("next_at", AT, nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("chats_key")),
    )
    op.create_table(
        "entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("canonical_link", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_status", sa.String(length=20), nullable=False),
        sa.Column("published_at", AT, nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("updated_at", AT, nullable=True),
        sa.Column("first_seen_at", AT, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("duplicate_of", ID, nullable=True),
        sa.Column("due_at", AT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("read_at", AT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["entries.id"], name=op.f("entries_duplicate_of_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("entries_key")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("entries_feed_id_key_unique")),
    )
    op.create_index("entries_by_guid", "entries", ["guid"])
    op.create_index("entries_by_link", "entries", ["canonical_link"])
    op.create_index("entries_due", "entries", ["due_at"])
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("due_at", AT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("class_polls", sa.Integer(), nullable=False),
        sa.Column("poll_class", sa.Text(), nullable=True),
        sa.Column("class_since", AT, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("primed_at", AT, nullable=True),
        sa.Column("polled_at", AT, nullable=True),
        sa.Column("succeeded_at", AT, nullable=True),
        sa.Column("whole_at", AT, nullable=True),
        sa.Column("new_entry_at", AT, nullable=True),
        sa.Column("newest_at", AT, nullable=True),
        sa.Column("overrun_at", AT, nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("stale_noticed_at", AT, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("window_keys", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("feeds_key")),
    )
    op.create_index(op.f("feeds_due_at_index"), "feeds", ["due_at"])
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_slot_at", AT, nullable=False),
        sa.Column("held_until", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pace_key")),
    )
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("updates_key")),
    )
    op.create_index("updates_by_chat", "updates", ["chat_id", "update_id"])
    op.create_index("updates_due", "updates", ["due_at", "update_id"])
    op.create_table(
        "briefings",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("feed_id", sa.String(length=100), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("published_at", AT, nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("first_seen_at", AT, nullable=False),
        sa.Column("dated_at", AT, nullable=False),
        sa.Column("text_status", sa.String(length=20), nullable=False),
        sa.Column("text_fingerprint", sa.Text(), nullable=False),
        sa.Column("past_texts", sa.JSON(), nullable=False),
        sa.Column("doubted_at", AT, nullable=True),
        sa.Column("has_visits", sa.Boolean(), nullable=False),
        sa.Column("has_pledges", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("briefings_entry_id_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("briefings_key")),
        sa.UniqueConstraint("entry_id", name=op.f("briefings_entry_id_unique")),
    )
    op.create_index("briefings_by_age", "briefings", ["first_seen_at"])
    op.create_index("briefings_by_date", "briefings", ["dated_at", "id"])
    op.create_table(
        "criteria",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.chat_id"],
            name=op.f("criteria_chat_id_known"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "criterion", name=op.f("criteria_key")),
    )
    op.create_index("criteria_by_criterion", "criteria", ["criterion", "muted"])
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.chat_id"],
            name=op.f("subscriptions_chat_id_known"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", name=op.f("subscriptions_key")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("briefing_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("plain_only", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefings.id"], name=op.f("alerts_briefing_id_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("alerts_key")),
        sa.UniqueConstraint("key", name=op.f("alerts_key_unique")),
    )
    op.create_index(op.f("alerts_briefing_id_index"), "alerts", ["briefing_id"])
    op.create_table(
        "briefing_topics",
        sa.Column("briefing_id", ID, nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"],
            ["briefings.id"],
            name=op.f("briefing_topics_briefing_id_known"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("briefing_id", "topic", name=op.f("briefing_topics_key")),
    )
    op.create_index(
        "briefing_topics_by_topic", "briefing_topics", ["topic", "briefing_id"], unique=False
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("in_general", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", AT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_part", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("failing_since", AT, nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("deliveries_alert_id_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_key")),
        sa.UniqueConstraint(
            "alert_id",
            "chat_id",
            "thread_id",
            name=op.f("deliveries_alert_id_chat_id_thread_id_unique"),
        ),
    )
    op.create_index("deliveries_by_chat", "deliveries", ["chat_id", "state"])
    op.create_index("deliveries_due", "deliveries", ["due_at", "id"])
    op.create_index(
        "deliveries_owed",
        "deliveries",
        ["chat_id", "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    for table in (
        "deliveries",
        "briefing_topics",
        "alerts",
        "subscriptions",
        "criteria",
        "briefings",
        "updates",
        "pace",
        "feeds",
        "entries",
        "chats",
    ):
        op.drop_table(table)
