namespace Dragoman.Store.Tests;

public sealed class SqliteAccessStoreTests() : AccessStoreTests(new SqliteDatabase());

public sealed class PostgresAccessStoreTests() : AccessStoreTests(new PostgresDatabase());

public sealed class SqliteAuditStoreTests() : AuditStoreTests(new SqliteDatabase());

public sealed class PostgresAuditStoreTests() : AuditStoreTests(new PostgresDatabase());

public sealed class SqliteLedgerStoreTests() : LedgerStoreTests(new SqliteDatabase());

public sealed class PostgresLedgerStoreTests() : LedgerStoreTests(new PostgresDatabase());

public sealed class SqliteUsageStoreTests() : UsageStoreTests(new SqliteDatabase());

public sealed class PostgresUsageStoreTests() : UsageStoreTests(new PostgresDatabase());

public sealed class SqliteRetentionStoreTests() : RetentionStoreTests(new SqliteDatabase());

public sealed class PostgresRetentionStoreTests() : RetentionStoreTests(new PostgresDatabase());

public sealed class SqliteTurnContractTests() : TurnContractTests(new SqliteDatabase());

public sealed class PostgresTurnContractTests() : TurnContractTests(new PostgresDatabase());

public sealed class SqliteHistoryTests() : HistoryTests(new SqliteDatabase());

public sealed class PostgresHistoryTests() : HistoryTests(new PostgresDatabase());
