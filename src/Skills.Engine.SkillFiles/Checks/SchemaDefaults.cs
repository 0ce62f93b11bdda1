using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Validates the <c>default</c> values in a JSON Schema against the subschemas they are in.</summary>
internal static class SchemaDefaults
{
    /// <summary>Checks a schema.</summary>
    /// <param name="schema">The root, compiled.</param>
    /// <param name="node">The schema in its file.</param>
    /// <param name="code">The code for what is wrong.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public static void Check(JsonSubschema schema, SkillNode node, SkillDiagnosticCode code, DiagnosticList diagnostics)
    {
        var pending = new Stack<JsonSubschema>([schema]);
        while (!diagnostics.IsFull && pending.TryPop(out var part))
        {
            if (part is { Default: { } value, DocumentPointer: { } pointer } && !SchemaView.Of(part).IsValid(value))
            {
                foreach (var error in Errors(part, value))
                {
                    diagnostics.Add(code, node.Nearest($"{pointer}/default{error.InstanceLocation}"), $"This default does not satisfy its schema: {error.Message}");
                }
            }

            foreach (var below in part.Subschemas)
            {
                pending.Push(below);
            }
        }
    }

    private static IReadOnlyList<SchemaError> Errors(JsonSubschema part, JsonElement value) =>
        SchemaCheck.TryCompile(part.ToStandalone(), out var compiled) is null && compiled!.Validate(value) is { IsValid: false } result ? result.Errors : [];
}
