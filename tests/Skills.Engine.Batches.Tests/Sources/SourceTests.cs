using Microsoft.Data.Sqlite;

namespace Skills.Engine.Batches.Tests.Sources;

public sealed class SourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CsvCellsAreTypedByTheInputSchema()
    {
        var path = _folder.Write("in.csv", "key,n,name\r\nk1,1,\"Ada, \"\"the first\"\"\"\r\n\r\nk2,2,\nk3,x,5\n");

        var items = await Read(BatchSource.Csv(path, "key"));

        Assert.Equal([("k1", """{"n":1,"name":"Ada, \u0022the first\u0022"}"""), ("k2", """{"n":2}"""), ("k3", """{"n":"x","name":"5"}""")], items.Select(static i => (i.Id, i.Inputs.GetRawText())));
    }

    [Fact]
    public async Task JsonLinesSkipEmptyLinesAndTakeTheId()
    {
        var path = _folder.Write("in.jsonl", "{\"n\":1,\"name\":\"a\"}\r\n\n  \n{\"n\":2}");

        var items = await Read(BatchSource.Jsonl(path, "name"));

        Assert.Equal([("a", 1), (null, 2)], items.Select(static i => (i.Id, i.Inputs.GetProperty("n").GetInt32())));
    }

    [Fact]
    public async Task RowsOfAQueryKeepTheirTypes()
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = _folder.Of("source.db"), Pooling = false }.ToString();
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE t (id TEXT, n INTEGER, name TEXT); INSERT INTO t VALUES ('a', 1, 'Ada'), ('b', 2, NULL)";
            command.ExecuteNonQuery();
        }

        await using var database = SqliteFactory.Instance.CreateDataSource(connectionString);
        var items = await Read(BatchSource.Query(database, "SELECT id, n, name FROM t ORDER BY id", "id"));

        Assert.Equal([("a", """{"n":1,"name":"Ada"}"""), ("b", """{"n":2}""")], items.Select(static i => (i.Id, i.Inputs.GetRawText())));
        Assert.Contains("query", (await Assert.ThrowsAsync<BatchSourceException>(() => Read(BatchSource.Query(database, "SELECT * FROM missing")))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in.csv", "n,n\n1,2", "two columns called 'n'")]
    [InlineData("in.csv", "n,\n1,2", "a column without a name")]
    [InlineData("in.csv", "n\n1,2", "Row 1 of 'in.csv' has 2 cells")]
    [InlineData("in.csv", "n\n\"1", "is not closed")]
    [InlineData("in.jsonl", "{}\n[1]", "Row 2 of 'in.jsonl' is not a JSON object")]
    [InlineData("in.jsonl", "{}\n{\"i\\ud800t\":1}", "Row 2 of 'in.jsonl' is not a JSON object of valid Unicode text")]
    [InlineData("in.jsonl", "{}\n{\"name\":\"01234567890123456789012345678901234567890123456789\"}", "Row 2 of 'in.jsonl' is longer than 50 characters")]
    public async Task WhatCannotBeReadIsNamed(string file, string text, string message)
    {
        var path = _folder.Write(file, text);

        var e = await Assert.ThrowsAsync<BatchSourceException>(() => Read(file.EndsWith(".csv", StringComparison.Ordinal) ? BatchSource.Csv(path) : BatchSource.Jsonl(path), 50));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingFileIsNamedWithoutItsFolder()
    {
        var e = await Assert.ThrowsAsync<BatchSourceException>(() => Read(BatchSource.Jsonl(_folder.Of("none.jsonl"))));

        Assert.Equal("The file 'none.jsonl' does not exist.", e.Message);
    }

    private static Task<List<BatchItem>> Read(BatchSource source, int maxBytes = 10_000) =>
        Some.ListAsync(source.ReadAsync(new(Some.Skill, maxBytes), TestContext.Current.CancellationToken));
}
