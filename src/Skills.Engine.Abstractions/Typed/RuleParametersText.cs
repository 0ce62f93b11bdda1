using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Typed;

/// <summary>Writes a rule's parameters; those that are null are left out.</summary>
internal static class RuleParametersText
{
    public static JsonElement Of(params ReadOnlySpan<(string Name, JsonNode? Value)> parameters)
    {
        var written = new JsonObject();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                written[name] = value;
            }
        }

        return JsonElement.Parse(written.ToJsonString());
    }
}
