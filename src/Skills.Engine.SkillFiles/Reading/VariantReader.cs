using System.Globalization;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Reads a file in our own form together with its variants: each is a JSON Merge Patch (RFC 7396) over the whole file, plus a weight.</summary>
internal static class VariantReader
{
    // What names a skill cannot differ between its variants.
    private static readonly string[] Fixed = ["skill", "name", "version", "variants", "tests", "status", "replacement"];

    public static SkillDraft Read(MapNode root, ReadingContext context)
    {
        var draft = new SkillFormReader(context).Read(root);
        if (root.Find("variants") is null)
        {
            return draft;
        }

        var variants = Variants(root, context);
        return draft with
        {
            Definition = draft.Definition with { Skill = draft.Skill with { Variants = [.. variants.Select(static v => new SkillVariant(v.Name, v.Weight, v.Draft.Skill))] } },
            Variants = [.. variants.Select(static v => (v.Name, v.Draft))],
        };
    }

    private static List<(string Name, double Weight, SkillDraft Draft)> Variants(MapNode root, ReadingContext context)
    {
        var variants = new List<(string Name, double Weight, SkillDraft Draft)>();
        var keys = new KeyReader(root, "a skill file", context.Diagnostics);
        foreach (var (key, value) in keys.MapOf("variants")?.Entries ?? [])
        {
            if (variants.Count == context.Limits.MaxVariants)
            {
                context.Diagnostics.Add(SkillDiagnosticCode.BadVariant, key, $"More than {context.Limits.MaxVariants} variants; this one and the rest are left out. Raise SkillDefinitionOptions.MaxVariants.");
                break;
            }

            if (key.Text.Length == 0)
            {
                context.Diagnostics.Add(SkillDiagnosticCode.BadVariant, key, "A variant needs a name; the empty one stands for the skill itself.");
            }
            else if (keys.AsMap(value, $"The variant '{key.Text}'") is { } patch)
            {
                variants.Add(Variant(key, patch, root, context));
            }
        }

        var total = variants.Sum(static v => v.Weight);
        if (total > 1 + 1e-9 && root.Find("variants") is { } all)
        {
            context.Diagnostics.Add(SkillDiagnosticCode.BadVariant, all.Key, string.Create(CultureInfo.InvariantCulture, $"The weights of the variants add up to {total:0.####}; together they can take at most 1, all calls."));
        }

        return variants;
    }

    private static (string Name, double Weight, SkillDraft Draft) Variant(ScalarNode name, MapNode patch, MapNode root, ReadingContext context)
    {
        var keys = new KeyReader(patch, $"the variant '{name.Text}'", context.Diagnostics);
        var weight = keys.Decimal("weight", 0, 1) ?? 0;
        foreach (var fixedKey in patch.Entries.Where(static e => Fixed.Contains(e.Key.Text)))
        {
            context.Diagnostics.Add(SkillDiagnosticCode.BadVariant, fixedKey.Key, $"A variant cannot change '{fixedKey.Key.Text}'.");
        }

        var changes = new MapNode(patch.Source, patch.Start, patch.End, [.. patch.Entries.Where(static e => e.Key.Text != "weight" && !Fixed.Contains(e.Key.Text))]);
        var merged = (MapNode)Merge(new MapNode(root.Source, root.Start, root.End, [.. root.Entries.Where(static e => e.Key.Text is not ("variants" or "tests"))]), changes);
        var own = new DiagnosticList { Skill = context.Diagnostics.Skill };
        var draft = new SkillFormReader(context with { Diagnostics = own, InVariant = true }).Read(merged);
        context.Diagnostics.AddRange(own.ToList());
        return (name.Text, (double)weight, draft);
    }

    /// <summary>RFC 7396: mappings are merged, null removes, everything else replaces.</summary>
    internal static SkillNode Merge(SkillNode target, SkillNode patch)
    {
        if (patch is not MapNode changes)
        {
            return patch;
        }

        var entries = new List<MapEntry>(target is MapNode map ? map.Entries : []);
        foreach (var change in changes.Entries)
        {
            var index = entries.FindIndex(e => e.Key.Text == change.Key.Text);
            if (change.Value is ScalarNode { Kind: ScalarKind.Null })
            {
                entries.RemoveAll(e => e.Key.Text == change.Key.Text);
            }
            else if (index >= 0)
            {
                entries[index] = entries[index] with { Key = change.Key, Value = Merge(entries[index].Value, change.Value) };
            }
            else
            {
                entries.Add(change with { Value = Merge(new MapNode(changes.Source, changes.Start, changes.End, []), change.Value) });
            }
        }

        return new MapNode(target.Source, target.Start, target.End, entries);
    }
}
