using System.Text.Json;
using Skills.Reliability.Tests.Calls;

namespace Skills.Reliability.Tests.Workers;

/// <summary>The skills of a run. Those that are not cached have the process in their ids, so that ledger and log can be compared process by process.</summary>
internal sealed class WorkerSkills
{
    public const int MaxOutputTokens = 256;
    public const int ToolRounds = 2;
    public const string ToolResult = "found-it";

    private static readonly JsonElement Inputs = JsonElement.Parse("""{ "type": "object", "properties": { "key": { "type": "string" } }, "required": ["key"] }""");

    private static readonly JsonElement Output = JsonElement.Parse(
        """
        { "type": "object", "required": ["key", "tenant", "made", "count"], "properties": {
          "key": { "type": "string" }, "tenant": { "type": "string" }, "made": { "type": "integer" }, "count": { "type": "integer" } } }
        """);

    private readonly Dictionary<CallKind, Skill> _skills;

    public WorkerSkills(string process)
    {
        _skills = Enum.GetValues<CallKind>().ToDictionary(static k => k, k => Make(k, process));
        Part = Make(CallKind.Plain, process) with { Id = "part-" + process, Slug = "part-" + process, Name = "Part" };
    }

    /// <summary>The skill that composed skills run.</summary>
    public Skill Part { get; }

    public Skill this[CallKind kind] => _skills[kind];

    private static Skill Make(CallKind kind, string process)
    {
        var isShared = kind is CallKind.Cached or CallKind.Hot;
        var name = kind.ToString().ToLowerInvariant();
        var id = isShared ? name : $"{name}-{process}";
        var skill = new Skill
        {
            Id = id,
            Name = id,
            InputSchema = Inputs,
            OutputSchema = Output,
            Cache = isShared ? new() { Ttl = Call.Ttl, Scope = CacheScope.Tenant, StaleIfError = Call.StaleIfError } : new() { Enabled = false },
            Tools = kind is CallKind.Tools ? ["look_up"] : [],
            Limits = new() { MaxToolRounds = ToolRounds },
            ModelPreferences = new() { MaxOutputTokens = MaxOutputTokens, Strategy = kind is CallKind.Cascade ? RoutingStrategy.Cascade : RoutingStrategy.Best },
        };
        return kind is CallKind.Composed
            ? skill with { OutputSchema = null, Composition = Compose("part-" + process) }
            : skill with { PromptTemplate = $"[[{name}|{{{{ key }}}}]]" };
    }

    private static SkillComposition Compose(string part) => new()
    {
        Steps =
        [
            new() { Key = "first", Skill = part, Inputs = JsonElement.Parse("""{ "key": "{{ inputs.key }}x" }""") },
            new() { Key = "each", Skill = part, ForEach = "['y', 'z']", After = ["first"], Inputs = JsonElement.Parse("""{ "key": "{{ inputs.key }}{{ item }}" }""") },
        ],
    };
}
