using System.Text.Json;
using Skills.Engine;

namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>The skill of the scenarios. An answer is right when it satisfies the schema.</summary>
internal static class SimulatedSkill
{
    public static Skill Of(string id = "task", ModelPreferences? preferences = null, TimeSpan? timeout = null) => new()
    {
        Id = id,
        Name = "Task",
        PromptTemplate = "{{ text }}",
        OutputSchema = JsonElement.Parse("""{"type":"object","required":["ok"],"properties":{"ok":{"const":true}}}"""),
        ModelPreferences = preferences ?? new(),
        Limits = new() { Attempts = 1, Timeout = timeout },
        Cache = new() { Enabled = false },
    };
}
