namespace Dragoman.Store.Tests;

public sealed class SqliteAccessStoreTests() : AccessStoreTests(new SqliteDatabase());

public sealed class SqliteAuditStoreTests() : AuditStoreTests(new SqliteDatabase());
