using System.Text.Json;
using Skills.Engine.Caching.Semantic;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds options without effect, and facts that do not go together.</summary>
internal static class OptionCheck
{
    // Fewer characters than this do not say what a skill does and when to use it.
    private const int ShortDescription = 20;

    public static void Run(SkillDraft draft, DiagnosticList diagnostics)
    {
        var (skill, root) = (draft.Skill, draft.Root);
        Identity(skill, root, diagnostics);
        Secrets(draft, diagnostics);
        Semantic(skill, root, diagnostics);
        Dead(skill, root, diagnostics);
        foreach (var message in skill.Messages.Where(static m => m.History is not null))
        {
            History(message.History!, draft, diagnostics);
        }
    }

    private static void Identity(Skill skill, MapNode root, DiagnosticList diagnostics)
    {
        if (skill.Description.Length is > 0 and < ShortDescription && root.Find("description")?.Value is { } description)
        {
            diagnostics.Add(SkillDiagnosticCode.ShortDescription, description, "Say what the skill does and when to use it: people and routers choose by this text.");
        }

        if (skill.Status == SkillStatus.Deprecated && skill.Replacement is null && root.Find("status")?.Value is { } status)
        {
            diagnostics.Add(SkillDiagnosticCode.NoReplacement, status, "A deprecated skill should name what to use instead, under 'replacement'.");
        }

        if (skill.Status is SkillStatus.Active or SkillStatus.Draft && root.Find("replacement") is { } replacement)
        {
            diagnostics.Add(SkillDiagnosticCode.DeadOption, replacement.Key, "'replacement' has no effect unless the status is deprecated or archived.");
        }
    }

    private static void Secrets(SkillDraft draft, DiagnosticList diagnostics)
    {
        if ((draft.Root.Find("input")?.Value as MapNode)?.Find("secret")?.Value is not ListNode secrets)
        {
            return;
        }

        foreach (var node in secrets.Items.OfType<ScalarNode>())
        {
            var name = node.Text.TrimStart('/').Split('/')[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (Properties(draft.Skill.InputSchema) is { } inputs && !inputs.TryGetProperty(name, out _))
            {
                diagnostics.Add(SkillDiagnosticCode.BadPointer, node, $"The input schema declares no input '{name}'.{NearestName.Hint(name, inputs.EnumerateObject().Select(static p => p.Name))}");
            }
        }

        if (secrets.Items.Count > 0 && draft.Skill.Cache is { Enabled: true, Scope: CacheScope.Shared } && (draft.Root.Find("cache")?.Value as MapNode)?.Find("scope")?.Value is { } scope)
        {
            diagnostics.Add(SkillDiagnosticCode.SharedSecret, scope, "Results made from secret inputs are shared between users. Use 'scope: user', or disable the cache.");
        }
    }

    private static void Semantic(Skill skill, MapNode root, DiagnosticList diagnostics)
    {
        if (skill.Cache is not { Enabled: true, Semantic: { } policy } || (root.Find("cache")?.Value as MapNode)?.Find("semantic") is not { } section)
        {
            return;
        }

        foreach (var node in ((section.Value as MapNode)?.Find("fields")?.Value as ListNode)?.Items.OfType<ScalarNode>() ?? [])
        {
            if (Properties(skill.InputSchema) is { } inputs && !inputs.TryGetProperty(node.Text, out _))
            {
                diagnostics.Add(SkillDiagnosticCode.BadPointer, node, $"The input schema declares no input '{node.Text}'.{NearestName.Hint(node.Text, inputs.EnumerateObject().Select(static p => p.Name))}");
            }
            else if (!SemanticText.MayBeText(skill, policy, node.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, node, $"'{node.Text}' is not compared by meaning: secret inputs and media must be equal.");
            }
        }

        if (policy.Fields.Count == 0 && !(Properties(skill.InputSchema)?.EnumerateObject().Any(p => SemanticText.MayBeText(skill, policy, p.Name)) ?? false))
        {
            diagnostics.Add(SkillDiagnosticCode.DeadOption, section.Key, "'semantic' has no effect: the input schema declares no string of any text. Name the inputs under 'fields'.");
        }
    }

    private static void History(string name, SkillDraft draft, DiagnosticList diagnostics)
    {
        var node = (draft.Root.Find("messages")?.Value as ListNode)?.Items.OfType<MapNode>().Select(static m => m.Find("history")?.Value).OfType<ScalarNode>().FirstOrDefault(h => h.Text == name);
        if (node is null || Properties(draft.Skill.InputSchema) is not { } inputs)
        {
            return;
        }

        if (!inputs.TryGetProperty(name, out var schema))
        {
            diagnostics.Add(SkillDiagnosticCode.BadPointer, node, $"The input schema declares no input '{name}' to take the history from.{NearestName.Hint(name, inputs.EnumerateObject().Select(static p => p.Name))}");
        }
        else if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && !Allows(type, "array"))
        {
            diagnostics.Add(SkillDiagnosticCode.BadPointer, node, $"The history must be a list of {{role, content}}, but the input '{name}' is none.");
        }
    }

    private static void Dead(Skill skill, MapNode root, DiagnosticList diagnostics)
    {
        Report(!skill.Cache.Enabled, "cache", ["ttl", "scope", "vary", "tags", "staleWhileRevalidate", "staleIfError", "eagerRefreshAt", "semantic"], "has no effect: the cache is disabled.");
        Report(skill.Output.OnInvalid == InvalidOutputAction.Fail, "limits", ["attempts"], "has no effect with 'onInvalid: fail', which never asks again.");
        Report(skill.Composition is null, "limits", ["maxParallel"], "has no effect without 'steps'.");
        Inner(skill.ModelPreferences.Parallel is { Mode: not ParallelMode.Judge }, "model", "parallel", ["judge"], "has no effect without 'mode: judge'.");
        Report(skill.Composition is null, "output", ["value"], "has no effect without 'steps'.");
        Report(skill.Composition is not null, "limits", ["attempts", "maxInputTokens"], "has no effect on a skill with 'steps'; set it on the steps.");
        Report(skill.Composition is not null, "output", ["format", "instructions", "onInvalid", "allow", "aliases"], "has no effect on a skill with 'steps': its outputs are put together, not read from a reply.");
        Top(skill.Composition is not null, ["model", "examples", "template", "partials"], "has no effect on a skill with 'steps': the skills it runs ask the models.");
        if ((root.Find("template")?.Value as MapNode)?.Find("engine")?.Value is ScalarNode { Text: "none" })
        {
            Top(true, ["partials"], "has no effect with 'engine: none': nothing includes them.");
            Report(true, "template", ["undefined"], "has no effect with 'engine: none'.");
        }

        foreach (var variant in (root.Find("variants")?.Value as MapNode)?.Entries ?? [])
        {
            if ((variant.Value as MapNode)?.Find("weight")?.Value is ScalarNode { Kind: ScalarKind.Number, Text: "0" or "0.0" } weight)
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, weight, $"The variant '{variant.Key.Text}' is never chosen by weight; only a call that names it runs it.");
            }
        }

        void Report(bool dead, string section, string[] keys, string why)
        {
            foreach (var entry in dead && root.Find(section)?.Value is MapNode map ? map.Entries.Where(e => keys.Contains(e.Key.Text)) : [])
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, entry.Key, $"'{entry.Key.Text}' {why}");
            }
        }

        void Inner(bool dead, string outer, string section, string[] keys, string why)
        {
            foreach (var entry in dead && (root.Find(outer)?.Value as MapNode)?.Find(section)?.Value is MapNode map ? map.Entries.Where(e => keys.Contains(e.Key.Text)) : [])
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, entry.Key, $"'{entry.Key.Text}' {why}");
            }
        }

        void Top(bool dead, string[] keys, string why)
        {
            foreach (var entry in dead ? root.Entries.Where(e => keys.Contains(e.Key.Text)) : [])
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, entry.Key, $"'{entry.Key.Text}' {why}");
            }
        }
    }

    private static JsonElement? Properties(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties : null;

    private static bool Allows(JsonElement type, string name) => type.ValueKind switch
    {
        JsonValueKind.String => type.GetString() == name,
        JsonValueKind.Array => type.EnumerateArray().Any(t => t.GetString() == name),
        _ => true,
    };
}
