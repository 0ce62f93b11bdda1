using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>One of several processes that learn difficulty from each other's outcomes.</summary>
internal static class LearningWorker
{
    public const string Mode = "learn";
    public const int Calls = 300;

    private static readonly string[] Topics = ["tensors", "gardens", "manifolds", "kitchens", "spinors", "bicycles"];

    private static Skill Skill { get; } = new()
    {
        Id = "shorten",
        Name = "Shorten",
        PromptTemplate = "Take the report about {{ topic }} and shorten it.",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }"""),
        Cache = new() { Enabled = false },
        Limits = new() { Attempts = 1 },
    };

    /// <summary>A host whose weak model fails at three of six topics.</summary>
    public static ServiceProvider Host(string redis)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        var model = new FakeModelClient().Respond(static (request, _) => Task.FromResult(new ModelReply
        {
            Text = IsHard(request.Messages[^1].Text) ? "{}" : """{"text":"brief"}""",
            Usage = new() { InputUncached = 20, OutputVisible = 5 },
        }));
        services.AddSkillsEngine(static o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Learning.ShareEvery = TimeSpan.FromMilliseconds(200);
        }).AddModelClient(model, model.Model() with { Quality = 0.6 }).AddLearnedDifficulty().AddRedisRouting(redis);
        return services.BuildServiceProvider();
    }

    /// <summary>Returns the difficulty of a topic that fails and of one that does not, as the host sees them.</summary>
    public static (DifficultyEstimate Hard, DifficultyEstimate Easy) EstimatesOf(IServiceProvider host) => (EstimateOf(host, "tensors"), EstimateOf(host, "gardens"));

    public static async Task RunAsync(string redis)
    {
        await using var host = Host(redis);
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        var learner = host.GetRequiredService<LearnedDifficultyEstimator>();
        Console.WriteLine("ready");

        // Each line is a number of outcomes to wait for after the calls of this process, or 0 to wait until all is forgotten.
        for (var call = 0; Console.ReadLine() is { } expected;)
        {
            if (expected == "0")
            {
                await Eventually.HoldsAsync(() => learner.States()[0].Outcomes == 0, "What another process forgot is still known.");
                Console.WriteLine("forgot");
                continue;
            }

            for (var last = call + Calls; call < last; call++)
            {
                await engine.ExecuteAsync(Skill, new { topic = Topics[call * 7 % Topics.Length] });
            }

            await Eventually.HoldsAsync(() => learner.States()[0].Outcomes >= int.Parse(expected, CultureInfo.InvariantCulture), "The outcomes of the other process did not come.");
            var (hard, easy) = EstimatesOf(host);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"learned {learner.States()[0].Outcomes} {learner.States()[1].Outcomes} {hard.Source} {hard.Value:R} {easy.Value:R}"));
        }
    }

    private static bool IsHard(string prompt) => prompt.Contains("tensors", StringComparison.Ordinal) || prompt.Contains("manifolds", StringComparison.Ordinal) || prompt.Contains("spinors", StringComparison.Ordinal);

    private static DifficultyEstimate EstimateOf(IServiceProvider host, string topic) => host.GetRequiredService<IDifficultyEstimator>().Estimate(new(Skill, [new(MessageRole.User, $"Take the report about {topic} and shorten it.")]))!;
}
