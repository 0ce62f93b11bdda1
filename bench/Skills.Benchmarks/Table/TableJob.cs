using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine;

namespace Skills.Benchmarks.Table;

/// <summary>The skill, inputs and replies that every part of the table works on.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Inputs">Valid inputs.</param>
/// <param name="Reply">What the model answers.</param>
internal sealed record TableJob(Skill Skill, JsonElement[] Inputs, string Reply)
{
    /// <summary>Gets inputs that break the schema in several places.</summary>
    public JsonElement WrongInputs { get; } = Wrong(Inputs[0]);

    /// <summary>Gets the reply with a comment before it, Python's constants, and without its last bracket.</summary>
    public string BrokenReply { get; } = "// answer\n" + Reply.TrimEnd().TrimEnd('}').Replace("true", "True", StringComparison.Ordinal).Replace("false", "False", StringComparison.Ordinal);

    /// <summary>Gets a member of the inputs that holds a text.</summary>
    public string Varied { get; } = Inputs[0].EnumerateObject().First(static m => m.Value.ValueKind == JsonValueKind.String).Name;

    public static TableJob Load()
    {
        var (skill, inputs, reply) = CachingBench.Workload();
        return new(skill, inputs, reply);
    }

    /// <summary>Returns the first inputs with another text, so that no earlier result fits.</summary>
    public JsonElement Fresh(string text)
    {
        var changed = JsonObject.Create(Inputs[0])!;
        changed[Varied] = text;
        return JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>Returns the job for a script.</summary>
    public string ToJson(int pass, int? redisPort) => JsonSerializer.Serialize(new
    {
        run = $"{Environment.ProcessId}-{pass}",
        template = Skill.PromptTemplate,
        inputSchema = Skill.InputSchema,
        outputSchema = Skill.OutputSchema,
        inputs = Inputs,
        wrongInputs = WrongInputs,
        reply = Reply,
        brokenReply = BrokenReply,
        varied = Varied,
        redisPort,
    });

    private static JsonElement Wrong(JsonElement inputs)
    {
        var changed = JsonObject.Create(inputs)!;
        foreach (var member in inputs.EnumerateObject().Where(static m => m.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number))
        {
            changed[member.Name] = new JsonArray(1, 2);
        }

        return JsonSerializer.SerializeToElement(changed);
    }
}
