using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Testing;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Crashes;

/// <summary>What this executable does when a crash test starts it again: it writes until it is killed, and says how much is written.</summary>
internal static class CrashWorker
{
    public const string Variable = "SKILLS_CRASH_WORKER";
    public const int MaxCassetteBytes = 16 * 1024 * 1024;

    // Large enough that a write takes a while.
    private const int Answers = 5000;

    public static Task RunAsync(string what) => what.Split('|') switch
    {
        ["log", var path] => LogAsync(path),
        ["cassette", var path] => Task.Run(() => WriteCassettes(path)),
        _ => throw new ArgumentException($"Unknown work '{what}'.", nameof(what)),
    };

    public static Cassette Sample(int repeat) => new()
    {
        Skill = "s",
        SkillVersion = "1.0.0",
        Case = "works",
        Repeat = repeat,
        RecordedAt = DateTimeOffset.UnixEpoch,
        Answers = [.. Enumerable.Repeat(new CassetteAnswer { Key = "k", Model = "m", Provider = "p", Request = JsonElement.Parse("{}"), Text = "{}" }, Answers)],
    };

    private static async Task LogAsync(string path)
    {
        using var counters = new WorkerCounters();
        var model = new FakeModelClient().Reply("{}");
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSkillsEngine(static o => o.Catalog.Embedded = false).AddModelClient(model, model.Model()).AddSqliteExecutionLog(path);
        await using var host = services.BuildServiceProvider();
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        var skill = new Skill { Id = "s", Name = "S", PromptTemplate = "Say {{ n }}.", Cache = new() { Enabled = false } };
        for (var n = 0; ; n++)
        {
            await engine.ExecuteAsync(skill, new { n });
            await Console.Out.WriteLineAsync($"{counters["skills.log.written"]}");
        }
    }

    private static void WriteCassettes(string path)
    {
        var store = new CassetteStore(null, MaxCassetteBytes);
        for (var written = 1; ; written++)
        {
            store.Write(path, Sample(written));
            Console.Out.WriteLine(written);
        }
    }
}
