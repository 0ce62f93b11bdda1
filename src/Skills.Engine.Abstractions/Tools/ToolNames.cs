using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Tools;

/// <summary>What all vendors take as a tool's name and as the schema of its arguments.</summary>
internal static partial class ToolNames
{
    public const int Longest = 64;

    public static bool IsValid(string name) => name.Length <= Longest && Pattern().IsMatch(name);

    public static void Require(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException($"'{name}' is not a valid tool name. Use letters, digits, hyphen and underscore, begin with a letter or an underscore, and use at most {Longest} characters.", nameof(name));
        }
    }

    public static void RequireObject(string name, JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"u8))
        {
            throw new ArgumentException($"The parameters of the tool '{name}' must be a JSON Schema with \"type\": \"object\".", nameof(parameters));
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
