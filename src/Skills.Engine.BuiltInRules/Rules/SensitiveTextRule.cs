using System.Text;
using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Engine.Serialization;
using Skills.Json;

namespace Skills.Engine.Rules;

/// <summary><c>pii</c> and <c>secrets</c>: no text in the outputs, or at the paths named, holds personal data or keys. The fix masks them.</summary>
internal sealed class SensitiveTextRule(IReadOnlyList<FieldPath> paths, IReadOnlyList<SensitiveText> kinds) : IRule
{
    private const int MaxDepth = 128;

    public static IRule ReadPersonal(RuleParameters parameters, RuleSetting setting) => Read(parameters, SensitiveText.Personal);

    public static IRule ReadSecrets(RuleParameters parameters, RuleSetting setting) => Read(parameters, SensitiveText.Secrets);

    private static SensitiveTextRule Read(RuleParameters parameters, IReadOnlyList<SensitiveText> known)
    {
        var wanted = parameters.Texts("kinds");
        if (wanted?.FirstOrDefault(w => known.All(k => k.Kind != w)) is { } unknown)
        {
            throw new RuleFormatException($"'{unknown}' is no kind; use {string.Join(", ", known.Select(static k => k.Kind))}.") { Value = unknown, Offered = [.. known.Select(static k => k.Kind)] };
        }

        return new(parameters.OptionalPaths(), wanted is null ? known : [.. known.Where(k => wanted.Contains(k.Kind))]);
    }

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var findings = new List<RuleFinding>();
        foreach (var match in paths.Count == 0 ? [new FieldMatch("", context.Outputs)] : paths.SelectMany(path => path.Find(context.Outputs)))
        {
            if (match.Value is { } value)
            {
                Search(value, match.Pointer, findings, 0);
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = value.GetString()!;
        foreach (var kind in kinds)
        {
            var masked = new StringBuilder(text);
            foreach (var (start, length) in kind.Find(text).Reverse())
            {
                masked.Remove(start, length).Insert(start, $"[{kind.Kind}]");
            }

            text = masked.ToString();
        }

        return KnownJson.Element(text);
    }

    // The finding names the kind and never the text itself.
    private void Search(JsonElement value, string pointer, List<RuleFinding> findings, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                Search(member.Value, $"{pointer}/{JsonPointer.Escape(member.Name)}", findings, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Search(item, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pointer}/{index++}"), findings, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            findings.AddRange(kinds.Where(k => k.Find(text).Any()).Select(k => new RuleFinding(pointer, $"{FieldRule.Name(pointer)} holds {k.Kind}.")));
        }
    }
}
