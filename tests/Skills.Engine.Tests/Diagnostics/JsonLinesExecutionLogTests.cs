using System.Text.Json;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Tests.Diagnostics;

public sealed class JsonLinesExecutionLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-jsonl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EachExecutionIsOneLineOfJson()
    {
        var log = Log(new());

        await log.WriteBatchAsync([Some.Record("1"), Some.Record("2")], TestContext.Current.CancellationToken);
        await log.WriteAsync(Some.Record("3"), TestContext.Current.CancellationToken);

        Assert.Equal(["1", "2", "3"], Ids("runs.jsonl"));
    }

    [Fact]
    public async Task AFullFileIsPutAsideAndTheOldestGoes()
    {
        var log = Log(new() { MaxFileBytes = 1, MaxOldFiles = 2 });

        foreach (var id in new[] { "1", "2", "3", "4" })
        {
            await log.WriteAsync(Some.Record(id), TestContext.Current.CancellationToken);
        }

        Assert.Equal(["4"], Ids("runs.1.jsonl"));
        Assert.Equal(["3"], Ids("runs.2.jsonl"));
        Assert.Equal(2, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task ABatchIsSplitBetweenFilesByLine()
    {
        var log = Log(new() { MaxFileBytes = 3000, MaxOldFiles = 100 });

        await log.WriteBatchAsync([.. Enumerable.Range(0, 50).Select(static i => Some.Record($"{i}"))], TestContext.Current.CancellationToken);

        var files = Directory.GetFiles(_folder, "*.jsonl", SearchOption.AllDirectories);
        Assert.True(files.Length > 5);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 6000));
        Assert.Equal(50, files.Sum(f => File.ReadLines(f).Count()));
    }

    [Fact]
    public async Task HalfALineOfAKilledProcessSpoilsNoOther()
    {
        await Log(new()).WriteAsync(Some.Record("1"), TestContext.Current.CancellationToken);
        var path = Path.Combine(_folder, "deep", "runs.jsonl");
        await File.AppendAllTextAsync(path, """{"id":"2","sk""", TestContext.Current.CancellationToken);

        var log = Log(new());
        await log.WriteAsync(Some.Record("3"), TestContext.Current.CancellationToken);
        await log.WriteAsync(Some.Record("4"), TestContext.Current.CancellationToken);

        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(4, lines.Length);
        Assert.Equal(["1", "3", "4"], new[] { lines[0], lines[2], lines[3] }.Select(static l => JsonElement.Parse(l).GetProperty("id").GetString()));
    }

    private JsonLinesExecutionLog Log(JsonLinesExecutionLogOptions options) => new(Path.Combine(_folder, "deep", "runs.jsonl"), options);

    private string[] Ids(string file) =>
        [.. File.ReadLines(Path.Combine(_folder, "deep", file)).Select(static line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
}
