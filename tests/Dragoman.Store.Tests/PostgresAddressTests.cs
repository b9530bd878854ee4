using Dragoman.Store.Postgres;

namespace Dragoman.Store.Tests;

public sealed class PostgresAddressTests
{
    [Fact]
    public void A_url_is_read_with_its_escapes_and_settings()
    {
        var settings = PostgresAddress.Parse("postgres://us%40er:p%3Aa%2Fss@db.example.com:5433/drago%20man?sslmode=verify-full&connect_timeout=3");

        (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database, settings.Timeout)
            .ShouldBe(("db.example.com", 5433, "us@er", "p:a/ss", "drago man", 3));
        settings.SslMode.ShouldBe(Npgsql.SslMode.VerifyFull);
    }

    [Fact]
    public void Waits_have_deadlines_and_what_the_address_says_wins()
    {
        var settings = PostgresAddress.Parse("Host=/run/pg;Database=d;Timeout=9");

        (settings.Timeout, settings.CommandTimeout, settings.Host).ShouldBe((9, 15, "/run/pg"));
    }

    [Theory]
    [InlineData("mysql://a@b/c")]
    [InlineData("postgres://secret:word@/")]
    [InlineData("Host=a;Nonsense=secret")]
    [InlineData("secret")]
    public void What_is_no_address_is_refused_and_not_repeated(string address) =>
        Should.Throw<StoreException>(() => PostgresAddress.Parse(address)).Message.ShouldNotContain("secret:");

    [Fact]
    public void What_is_shown_holds_no_password() =>
        PostgresAddress.Display(PostgresAddress.Parse("postgres://user:secret@host/db")).ShouldBe("postgres://host:5432/db");
}
