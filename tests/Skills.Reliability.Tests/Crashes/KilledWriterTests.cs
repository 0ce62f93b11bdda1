using Microsoft.Data.Sqlite;
using Skills.Engine.Evaluation.Cassettes;

namespace Skills.Reliability.Tests.Crashes;

/// <summary>kill -9 in the middle of a write to a file. Leases, reservations and batches have tests of their own, beside their stores.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private const int Kills = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-crash-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatIsCountedAsWrittenIsInTheExecutionLogAfterAKill()
    {
        var path = Path.Combine(_folder, "log.db");
        var written = 0L;
        for (var kill = 1; kill <= Kills; kill++)
        {
            written += await CrashProcess.KillAsync($"log|{path}", 20 * kill, Token);

            await using var database = new SqliteConnection($"Data Source={path};Pooling=False");
            await database.OpenAsync(Token);
            Assert.Equal("ok", await AskAsync(database, "PRAGMA integrity_check"));
            Assert.True((long)(await AskAsync(database, "SELECT count(*) FROM skill_executions"))! >= written);
            Assert.Equal(0L, await AskAsync(database, "SELECT count(*) - count(DISTINCT id) FROM skill_executions"));
        }
    }

    [Fact]
    public async Task ACassetteIsTheOldOrTheNewOneAfterAKill()
    {
        var (path, store) = (Path.Combine(_folder, "works.0.json"), new CassetteStore(null, CrashWorker.MaxCassetteBytes));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var written = await CrashProcess.KillAsync($"cassette|{path}", 2 + kill, Token);

            Assert.True(store.Find(path)!.Repeat >= written);
            store.Write(path, CrashWorker.Sample(0));
            Assert.Equal([path], Directory.GetFiles(_folder));
        }
    }

    private static async Task<object?> AskAsync(SqliteConnection database, string question)
    {
        await using var command = database.CreateCommand();
        command.CommandText = question;
        return await command.ExecuteScalarAsync(Token);
    }
}
