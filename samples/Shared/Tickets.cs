using System.Text.Json;

namespace Skills.Engine.Workflows;

/// <summary>The two steps of the workflow samples, and the engine that runs them.</summary>
internal static class Tickets
{
    public const string Text = "The kettle broke after a week.";

    public static Skill Classify { get; } = new()
    {
        Id = "classify-ticket",
        Name = "Classify a ticket",
        PromptTemplate = "Is this a complaint, a question or praise? {{ text }}",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "kind": { "enum": ["complaint", "question", "praise"] } }, "required": ["kind"] }"""),
    };

    public static Skill Reply { get; } = new()
    {
        Id = "reply-to-ticket",
        Name = "Reply to a ticket",
        PromptTemplate = "Reply to this {{ kind }} in one sentence: {{ text }}",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "reply": { "type": "string" } }, "required": ["reply"] }"""),
    };

    /// <summary>Adds the steps, a model, and the file of results by execution id.</summary>
    public static SkillsEngineBuilder AddTickets(this SkillsEngineBuilder builder, string folder)
    {
        _ = Environment.GetEnvironmentVariable("SKILLS_LOCAL_ENDPOINT") is { Length: > 0 }
            ? builder.AddLocal(static options => options.Models.Add("ticket-model"))
            : builder.AddDryRun();

        // The next process waits for the lease of one that was killed.
        builder.AddSqliteReplays(Path.Combine(folder, "replays.db"), static options => options.Lease = TimeSpan.FromSeconds(2));
        return builder.AddSkill(Classify).AddSkill(Reply);
    }

    /// <summary>Returns the outputs of a step, and prints whether the step was executed now.</summary>
    /// <exception cref="InvalidOperationException">The step failed.</exception>
    public static JsonElement OutputsOf(Batches.ReplaySafeResult step)
    {
        var (result, isReplayed) = step;
        Console.WriteLine($"{result.SkillId}: {(isReplayed ? "replayed" : "executed")}");
        return result.Outputs ?? throw new InvalidOperationException(result.ErrorMessage);
    }
}
