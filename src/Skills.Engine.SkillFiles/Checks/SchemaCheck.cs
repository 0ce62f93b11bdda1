using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Compiles a skill's two schemas, and points at everything wrong in them.</summary>
internal static class SchemaCheck
{
    // A schema with more faults than this is no schema.
    private const int MostFaults = 20;

    private static readonly JsonSchemaOptions Options = new() { AssertFormat = true };

    /// <summary>The compiled schemas; null where there is none or it is wrong.</summary>
    public static CheckedSchemas Run(SkillDraft draft, DiagnosticList diagnostics) => new(
        Compile(draft.Skill.InputSchema, "/input/schema", draft.InputPlaces, SkillDiagnosticCode.InputSchema, draft, diagnostics),
        Compile(draft.Skill.OutputSchema, "/output/schema", draft.OutputPlaces, SkillDiagnosticCode.OutputSchema, draft, diagnostics));

    private static JsonSchemaValidator? Compile(
        JsonElement? schema,
        string root,
        IReadOnlyDictionary<string, SkillNode> places,
        SkillDiagnosticCode code,
        SkillDraft draft,
        DiagnosticList diagnostics)
    {
        if (schema is not { } whole)
        {
            return null;
        }

        var node = draft.Place(root);
        var isWritten = places.Count == 0 && draft.Definition.Format == SkillFileFormat.Skill;
        if (isWritten)
        {
            SchemaKeywords.Check(node, code with { Severity = DiagnosticSeverity.Warning }, diagnostics);
        }

        if (TryCompile(whole, out var compiled) is not { } first)
        {
            if (isWritten)
            {
                SchemaDefaults.Check(compiled!.View.Schema, node, code == SkillDiagnosticCode.InputSchema ? SkillDiagnosticCode.BadDefault : code, diagnostics);
            }

            return compiled;
        }

        Faults(whole, first, fault => diagnostics.Add(code, Place(fault), Sentence(fault)));
        return null;

        SkillNode Place(JsonSchemaException fault) => places.Count > 0 ? Nearest(places, PointerOf(fault)) : draft.Place(root + PointerOf(fault));
    }

    /// <summary>Compiles a schema; the fault when it is wrong.</summary>
    internal static JsonSchemaException? TryCompile(JsonElement schema, out JsonSchemaValidator? compiled)
    {
        try
        {
            compiled = JsonSchemaValidator.Compile(schema, Options);
            return null;
        }
        catch (JsonSchemaException fault)
        {
            compiled = null;
            return fault;
        }
    }

    // Compiling ends at the first fault; without what is at fault it goes on to the next.
    private static void Faults(JsonElement schema, JsonSchemaException first, Action<JsonSchemaException> report)
    {
        report(first);
        var rest = JsonTrees.ToNode(schema);
        var fault = first;
        for (var i = 1; i < MostFaults && Remove(rest, PointerOf(fault)); i++)
        {
            if (TryCompile(JsonTrees.ToElement(rest), out _) is not { } next || PointerOf(next) == PointerOf(fault))
            {
                return;
            }

            report(next);
            fault = next;
        }
    }

    private static bool Remove(JsonNode? root, string pointer)
    {
        var tokens = pointer.Split('/').Skip(1).Select(static t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        if (tokens.Count == 0)
        {
            return false;
        }

        var above = tokens.SkipLast(1).Aggregate(root, static (node, token) => node switch
        {
            JsonObject map => map[token],
            JsonArray list when int.TryParse(token, out var index) && index < list.Count => list[index],
            _ => null,
        });
        switch (above)
        {
            case JsonObject map:
                return map.Remove(tokens[^1]);
            case JsonArray list when int.TryParse(tokens[^1], out var index) && index < list.Count:
                list[index] = true;
                return true;
            default:
                return false;
        }
    }

    private static string PointerOf(JsonSchemaException fault) => Uri.UnescapeDataString(fault.Location[(fault.Location.IndexOf('#', StringComparison.Ordinal) + 1)..]);

    private static string Sentence(JsonSchemaException fault) =>
        fault.Message.StartsWith(fault.Location + ": ", StringComparison.Ordinal) ? fault.Message[(fault.Location.Length + 2)..] : fault.Message;

    private static SkillNode Nearest(IReadOnlyDictionary<string, SkillNode> places, string pointer)
    {
        while (!places.ContainsKey(pointer) && pointer.Length > 0)
        {
            pointer = pointer[..pointer.LastIndexOf('/')];
        }

        return places[pointer];
    }
}

/// <summary>A skill's schemas, compiled for checking.</summary>
internal sealed record CheckedSchemas(JsonSchemaValidator? Input, JsonSchemaValidator? Output);
