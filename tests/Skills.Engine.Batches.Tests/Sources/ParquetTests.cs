using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Sources;

public sealed class ParquetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryTypeOfAColumnIsReadInOrderOverRowGroups()
    {
        var path = await WriteAsync(3);

        var items = await ReadAsync(BatchSource.Parquet(path, "key"));

        Assert.Equal(["k1", "k2", "k3", "k4", "k5", "k6"], items.Select(static i => i.Id));
        AssertEqual("""{"n":1,"name":"Ada","big":9007199254740993,"price":0.000000000001,"ratio":0.5,"flag":true,"at":"2026-11-30T12:00:00","bytes":"AQI="}""", items[0].Inputs);
        AssertEqual("""{"n":2,"big":9007199254740994,"price":2,"ratio":1,"flag":false,"at":"2026-12-01T12:00:00"}""", items[1].Inputs);
        Assert.Equal([1, 2, 3, 4, 5, 6], items.Select(static i => i.Inputs.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task ResultsAreWrittenAndReadAgain()
    {
        var model = new FakeModelClient().Respond(static (request, _) => Task.FromResult(FakeModelClient.Answer(Some.TextOf(request) == "Number 2" ? "{}" : Some.Answer(request))));
        await using var engine = Some.Engine(model, _folder.Of("batches.db"), priced: true);
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(10_001)), new() { Id = "run", Parallelism = 32 }, Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync("run", Token));

        var count = await engine.Batches.WriteParquetAsync("run", _folder.Of("results.parquet"), Token);
        var rows = await ReadAsync(BatchSource.Parquet(_folder.Of("results.parquet"), "id"));

        Assert.Equal((10_001, 10_001), (count, rows.Count));
        Assert.Equal("item-1", rows[0].Id);
        AssertEqual("""{"row":1,"status":"success","outputs":"{\"echo\":\"Number 1\"}","model":"fake-model","cost_usd":0.00002,"cost_kind":"exact","attempts":1,"repeats":0}""", rows[0].Inputs);
        Assert.StartsWith("output.required: ", rows[1].Inputs.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(rows[0].Inputs.TryGetProperty("error", out _));
        Assert.Equal(("item-10001", 10_001), (rows[^1].Id, rows[^1].Inputs.GetProperty("row").GetInt32()));
    }

    [Fact]
    public async Task WhatCannotBeReadIsNamed()
    {
        var good = await WriteAsync(1);
        var cut = _folder.Of("cut.parquet");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(good, Token))[..^40], Token);
        var nested = _folder.Of("nested.parquet");
        await using (var file = File.Create(nested))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(new ListField("tags", new DataField<string>("element"))), file, cancellationToken: Token);
        }

        await FailsAsync(BatchSource.Parquet(_folder.Of("none.parquet")), "The file 'none.parquet' does not exist.");
        await FailsAsync(BatchSource.Parquet(_folder.Write("text.parquet", new string('x', 1000))), "'text.parquet' cannot be read as Parquet.");
        await FailsAsync(BatchSource.Parquet(cut), "'cut.parquet' cannot be read as Parquet.");
        await FailsAsync(BatchSource.Parquet(nested), "The column 'tags' of 'nested.parquet' is nested.");
        await FailsAsync(BatchSource.Parquet(good, "id"), "'in.parquet' has no column 'id'. It has: key, n, name");
        await FailsAsync(BatchSource.Parquet(good, maxRowGroupBytes: 100), "The row group 1 of 'in.parquet' takes about ");
        await FailsAsync(BatchSource.Parquet(good), "Row 1 of 'in.parquet' is longer than 20 bytes.", maxBytes: 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchSource.Parquet(good, maxRowGroupBytes: 0));
    }

    private static void AssertEqual(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());

    private async Task<string> WriteAsync(int groups)
    {
        DataField key = new DataField<string>("key"), n = new DataField<int>("n"), name = new DataField<string>("name"), big = new DataField<long?>("big"), price = new DecimalDataField("price", 28, 12), ratio = new DataField<double>("ratio"),
            flag = new DataField<bool>("flag"), at = new DataField<DateTime>("at"), bytes = new DataField<byte[]>("bytes");
        var path = _folder.Of("in.parquet");
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(key, n, name, big, price, ratio, flag, at, bytes), file, cancellationToken: Token);
        for (var group = 0; group < groups; group++)
        {
            using var rows = writer.CreateRowGroup();
            var first = (group * 2) + 1;
            var noon = new DateTime(2026, 11, 30, 12, 0, 0, DateTimeKind.Utc);
            await rows.WriteAsync(key, (string[])[$"k{first}", $"k{first + 1}"]);
            await rows.WriteAsync<int>(n, new[] { first, first + 1 }, cancellationToken: Token);
            await rows.WriteAsync(name, (string?[])["Ada", null]!);
            await rows.WriteAsync<long>(big, new long?[] { 9007199254740993, 9007199254740994 }, cancellationToken: Token);
            await rows.WriteAsync<decimal>(price, new[] { 0.000000000001m, 2m }, cancellationToken: Token);
            await rows.WriteAsync<double>(ratio, new[] { 0.5, 1 }, cancellationToken: Token);
            await rows.WriteAsync<bool>(flag, new[] { true, false }, cancellationToken: Token);
            await rows.WriteAsync<DateTime>(at, new[] { noon, noon.AddDays(1) }, cancellationToken: Token);
            await rows.WriteAsync(bytes, (byte[]?[])[[1, 2], null]!);
        }

        return path;
    }

    private static async Task FailsAsync(BatchSource source, string message, int maxBytes = 10_000) =>
        Assert.StartsWith(message, (await Assert.ThrowsAsync<BatchSourceException>(() => ReadAsync(source, maxBytes))).Message, StringComparison.Ordinal);

    private static Task<List<BatchItem>> ReadAsync(BatchSource source, int maxBytes = 10_000) => Some.ListAsync(source.ReadAsync(new(Some.Skill, maxBytes), Token));
}
