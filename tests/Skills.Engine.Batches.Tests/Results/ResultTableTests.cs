using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Skills.Engine.Batches.Tests.Results;

/// <summary>Results in a table of the user's database, on two of them.</summary>
public sealed class ResultTableTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Items = 1200;

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Databases => ["sqlite", "postgres"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task EachResultIsInTheTableOnceAlsoAfterASecondWriting(string kind)
    {
        await using var database = await DatabaseAsync(kind);
        await using var engine = await FinishedAsync(failing: 7);

        var first = await engine.Batches.WriteResultsAsync("run", database, "results", Token);
        var second = await engine.Batches.WriteResultsAsync("run", database, "results", Token);

        Assert.Equal((Items, 0), (first, second));
        Assert.Equal(Items, await CountAsync(database, "SELECT count(*) FROM results WHERE run_id = 'run'"));
        Assert.Equal(Items - 1, await CountAsync(database, "SELECT count(*) FROM results WHERE status = 'success' AND outputs LIKE '{\"echo\":\"Number %' AND error IS NULL AND cost_usd = 0.00002 AND cost_kind = 'exact'"));
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM results WHERE item_row = 7 AND item_id = 'item-7' AND status <> 'success' AND error LIKE 'output.required%'"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task AWritingThatBrokeOffGoesOnAndAnItemThatRanAgainIsReplaced(string kind)
    {
        await using var database = await DatabaseAsync(kind);
        await using var engine = await FinishedAsync(failing: 7);
        await ExecuteAsync(database, "CREATE TABLE obstacle (item_row BIGINT)");
        await ExecuteAsync(database, kind == "sqlite"
            ? "CREATE TRIGGER refuse BEFORE INSERT ON results WHEN NEW.item_row = 700 AND (SELECT count(*) FROM obstacle) = 0 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            : """
              CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.item_row = 700 AND (SELECT count(*) FROM obstacle) = 0 THEN RAISE 'refused'; END IF; RETURN NEW; END $$;
              CREATE TRIGGER refuse BEFORE INSERT ON results FOR EACH ROW EXECUTE FUNCTION refuse()
              """);

        var broken = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.WriteResultsAsync("run", database, "results", Token));
        var afterBreak = await CountAsync(database, "SELECT count(*) FROM results");
        await ExecuteAsync(database, "INSERT INTO obstacle VALUES (1)");
        var rest = await engine.Batches.WriteResultsAsync("run", database, "results", Token);
        await engine.Batches.RedriveAsync("run", cancellationToken: Token);
        await engine.Batches.ResumeAsync("run", Some.Skill, cancellationToken: Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync("run", Token));
        var replaced = await engine.Batches.WriteResultsAsync("run", database, "results", Token);

        Assert.Contains("rows 501 to 1000", broken.Message, StringComparison.Ordinal);
        Assert.Equal((500, Items - 500, 1), (afterBreak, rest, replaced));
        Assert.Equal(Items, await CountAsync(database, "SELECT count(*) FROM results WHERE status = 'success'"));
    }

    [Theory]
    [InlineData("results; DROP TABLE results")]
    [InlineData("a.b.c.d")]
    [InlineData("1st")]
    [InlineData("results\n")]
    public async Task ANameThatIsNotOneOfATableIsRefused(string table)
    {
        await using var database = await DatabaseAsync("sqlite");
        await using var engine = Some.Engine(Some.Model(), _folder.Of("batches.db"));

        await Assert.ThrowsAsync<ArgumentException>(() => engine.Batches.WriteResultsAsync("run", database, table, Token));
    }

    [Fact]
    public async Task AMissingTableIsNamed()
    {
        await using var database = await DatabaseAsync("sqlite");
        await using var engine = await FinishedAsync(failing: 0);

        var e = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.WriteResultsAsync("run", database, "main.missing", Token));

        Assert.Contains("'main.missing'", e.Message, StringComparison.Ordinal);
    }

    private async Task<SkillExecutionEngine> FinishedAsync(int failing)
    {
        var hasFailed = false;
        var model = new Testing.FakeModelClient().Respond((request, _) =>
        {
            var fails = !hasFailed && Some.TextOf(request) == $"Number {failing}";
            hasFailed |= fails;
            return Task.FromResult(Testing.FakeModelClient.Answer(fails ? "{}" : Some.Answer(request)));
        });
        var engine = Some.Engine(model, _folder.Of("batches.db"), priced: true);
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(Items)), new() { Id = "run" }, Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync("run", Token));
        return engine;
    }

    // As the docs say.
    private async Task<DbDataSource> DatabaseAsync(string kind)
    {
        if (kind == "postgres")
        {
            postgres.Require();
        }

        var database = kind == "sqlite"
            ? SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = _folder.Of("results.db"), Pooling = false }.ToString())
            : NpgsqlDataSource.Create(postgres.ConnectionString);
        await ExecuteAsync(database, "DROP TABLE IF EXISTS results");
        await ExecuteAsync(database, "DROP TABLE IF EXISTS obstacle");
        await ExecuteAsync(database, kind == "sqlite" ? "SELECT 1" : "DROP FUNCTION IF EXISTS refuse CASCADE");
        await ExecuteAsync(database, """
            CREATE TABLE results (
                run_id VARCHAR(100) NOT NULL, item_row BIGINT NOT NULL, item_id VARCHAR(200), status VARCHAR(40) NOT NULL, outputs TEXT, error TEXT,
                model VARCHAR(200), cost_usd DECIMAL(20, 12), cost_kind VARCHAR(20) NOT NULL, attempts INT NOT NULL, repeats INT NOT NULL,
                execution_id VARCHAR(40), completed_at TIMESTAMP WITH TIME ZONE NOT NULL, PRIMARY KEY (run_id, item_row))
            """);
        return database;
    }

    private static async Task ExecuteAsync(DbDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> CountAsync(DbDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture);
    }
}
