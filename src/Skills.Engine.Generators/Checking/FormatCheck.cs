using System.Globalization;
using System.Text.RegularExpressions;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Checking;

/// <summary>Validates a file against the schema of skill files. Each finding is at the key or value that is wrong.</summary>
internal static class FormatCheck
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    public static void Run(YamlMap file, Findings findings)
    {
        Check(FormatSchema.Root, file, file, "a skill file", findings);
        Exclusive(file, findings);
    }

    private static void Exclusive(YamlMap file, Findings findings)
    {
        string[] ways = ["prompt", "messages", "steps"];
        var used = file.Entries.Where(e => ways.Contains(e.Key.Text)).ToList();
        if (used.Count > 1)
        {
            findings.Add("SK107", used[1].Key, $"'{used[0].Key.Text}' and '{used[1].Key.Text}' exclude each other. Remove one.");
        }
    }

    // The place of a missing key is the key whose mapping lacks it; of the whole file its first line.
    private static void Check(YamlMap schema, YamlNode node, YamlNode place, string name, Findings findings)
    {
        if (FormatSchema.Target(schema) is { } target)
        {
            Check(target, node, place, name, findings);
        }

        if (!IsOfType(schema, node, name, findings) || !IsAllowed(schema, node, name, findings))
        {
            return;
        }

        // That a file has something to send is checked with the body of a Markdown file in mind.
        if (schema != FormatSchema.Root && schema.Find("anyOf") is YamlList branches)
        {
            Branches(branches, node, place, name, findings);
        }

        switch (node)
        {
            case YamlMap map:
                Members(schema, map, place, name, findings);
                break;
            case YamlList list:
                Items(schema, list, name, findings);
                break;
            case YamlScalar scalar:
                Bounds(schema, scalar, name, findings);
                break;
        }
    }

    private static bool IsOfType(YamlMap schema, YamlNode node, string name, Findings findings)
    {
        var types = schema.Find("type") switch { YamlScalar one => [one.Text], YamlList list => list.Items.OfType<YamlScalar>().Select(static t => t.Text).ToArray(), _ => [] };
        if (types.Length == 0 || types.Any(t => IsA(node, t)))
        {
            return true;
        }

        findings.Add("SK103", node, $"{Capital(name)} must be {string.Join(" or ", types.Select(TypeName))}, but this is {node.TypeName}.");
        return false;
    }

    private static bool IsA(YamlNode node, string type) => node switch
    {
        YamlMap => type == "object",
        YamlList => type == "array",
        YamlScalar { Kind: YamlKind.Number } number => type == "number" || (type == "integer" && NumberOf(number) % 1 == 0),
        YamlScalar { Kind: YamlKind.Boolean } => type == "boolean",
        YamlScalar { Kind: YamlKind.Null } => type == "null",
        _ => type == "string",
    };

    private static string TypeName(string type) => type switch
    {
        "object" => "a mapping",
        "array" => "a list",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "a boolean",
        _ => "text",
    };

    private static bool IsAllowed(YamlMap schema, YamlNode node, string name, Findings findings)
    {
        if (HostsWords.Contains(schema))
        {
            return true;
        }

        var allowed = schema.Find("enum") is YamlList list ? list.Items.OfType<YamlScalar>().ToList()
            : schema.Find("const") is YamlScalar only ? [only]
            : null;
        if (allowed is null || (node is YamlScalar given && allowed.Exists(a => Same(a, given))))
        {
            return true;
        }

        var names = allowed.Select(static a => a.Text).ToList();
        var code = schema == SkillVersion ? node is YamlScalar { Kind: YamlKind.Number } ? "SK109" : "SK103" : node is YamlScalar ? "SK104" : "SK103";
        findings.Add(code, node, $"{Capital(name)} must be {(names.Count == 1 ? "" : "one of ")}{string.Join(", ", names)}.{(node is YamlScalar word ? NearestName.Hint(word.Text, names) : "")}");
        return false;
    }

    // A host may register rules and expectations of its own, so only the host knows all words there.
    private static IEnumerable<YamlNode?> HostsWords
    {
        get
        {
            var defs = (YamlMap)FormatSchema.Root.Find("$defs")!;
            yield return ((YamlMap)((YamlMap)defs.Find("rule")!).Find("properties")!).Find("type");
            var expect = (YamlMap)((YamlMap)((YamlMap)defs.Find("test")!).Find("properties")!).Find("expect")!;
            foreach (var entry in ((YamlMap)((YamlMap)expect.Find("items")!).Find("properties")!).Entries)
            {
                yield return entry.Value;
            }
        }
    }

    private static YamlNode? SkillVersion => ((YamlMap)FormatSchema.Root.Find("properties")!).Find("skill");

    private static bool Same(YamlScalar a, YamlScalar b) => a.Kind == b.Kind && (a.Text == b.Text || (a.Kind == YamlKind.Number && NumberOf(a) == NumberOf(b)));

    // The branch with the fewest findings is the one that was meant; a wrong type says that it was not.
    private static void Branches(YamlList branches, YamlNode node, YamlNode place, string name, Findings findings)
    {
        IReadOnlyList<Finding>? best = null;
        foreach (var branch in branches.Items.OfType<YamlMap>())
        {
            var own = new Findings();
            Check(branch, node, place, name, own);
            if (best is null || Weight(own.All, node) < Weight(best, node))
            {
                best = own.All;
            }
        }

        foreach (var finding in best ?? [])
        {
            findings.Add(finding.Code, finding.Start, finding.Length, finding.Message);
        }
    }

    private static int Weight(IReadOnlyList<Finding> found, YamlNode node) => found.Count + (found.Any(f => f.Code == "SK103" && f.Start == node.Start) ? 1000 : 0);

    private static void Members(YamlMap schema, YamlMap map, YamlNode place, string name, Findings findings)
    {
        var properties = schema.Find("properties") as YamlMap;
        foreach (var key in (schema.Find("required") as YamlList)?.Items.OfType<YamlScalar>() ?? [])
        {
            if (map.Find(key.Text) is null)
            {
                var at = place == map && name == "a skill file" ? map.Entries[0].Key : place;
                findings.Add("SK101", at, $"The key '{key.Text}' is missing in {name}.");
            }
        }

        foreach (var entry in map.Entries)
        {
            if (properties?.Find(entry.Key.Text) is YamlMap property)
            {
                Check(property, entry.Value, entry.Key, $"'{entry.Key.Text}'", findings);
            }
            else if (!MatchesPattern(schema, entry.Key.Text))
            {
                Additional(schema, entry, properties, name, findings);
            }
        }
    }

    private static bool MatchesPattern(YamlMap schema, string key) =>
        schema.Find("patternProperties") is YamlMap patterns && patterns.Entries.Any(p => Regex.IsMatch(key, p.Key.Text, RegexOptions.CultureInvariant, PatternTime));

    private static void Additional(YamlMap schema, YamlEntry entry, YamlMap? properties, string name, Findings findings)
    {
        switch (schema.Find("additionalProperties"))
        {
            case YamlScalar { Kind: YamlKind.Boolean, Text: "false" }:
                findings.Add("SK102", entry.Key, $"Unknown key '{entry.Key.Text}' in {name}.{NearestName.Hint(entry.Key.Text, properties?.Entries.Select(static e => e.Key.Text) ?? [])}");
                break;
            case YamlMap below:
                Check(below, entry.Value, entry.Key, $"'{entry.Key.Text}'", findings);
                break;
        }
    }

    private static void Items(YamlMap schema, YamlList list, string name, Findings findings)
    {
        if (schema.Find("items") is YamlMap item)
        {
            foreach (var entry in list.Items)
            {
                Check(item, entry, entry, $"an entry of {name}", findings);
            }
        }

        if (list.Items.Count == 0 && schema.Find("minItems") is not null)
        {
            findings.Add("SK106", list, $"{Capital(name)} must not be empty.");
        }

        if (schema.Find("uniqueItems") is not null)
        {
            var seen = new HashSet<string>();
            foreach (var twice in list.Items.OfType<YamlScalar>().Where(s => !seen.Add(s.Text)))
            {
                findings.Add("SK112", twice, $"'{twice.Text}' appears twice in {name}. Remove one.");
            }
        }
    }

    private static void Bounds(YamlMap schema, YamlScalar scalar, string name, Findings findings)
    {
        if (scalar.Kind == YamlKind.Number)
        {
            var number = NumberOf(scalar);
            if (number < Limit(schema, "minimum", double.MinValue) || number > Limit(schema, "maximum", double.MaxValue))
            {
                findings.Add("SK106", scalar, $"{Capital(name)} must be {Range(schema, "minimum", "maximum")}.");
            }
        }
        else if (scalar.Kind == YamlKind.Text)
        {
            if (scalar.Text.Length < Limit(schema, "minLength", 0) || scalar.Text.Length > Limit(schema, "maxLength", int.MaxValue))
            {
                // A name that is too long is a name of the wrong form.
                findings.Add(schema.Find("pattern") is null ? "SK106" : "SK105", scalar, $"{Capital(name)} must have {Range(schema, "minLength", "maxLength")} characters; it has {scalar.Text.Length}.");
            }
            else if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(scalar.Text, pattern, RegexOptions.CultureInvariant, PatternTime))
            {
                findings.Add("SK105", scalar, $"{Capital(name)} must have the form {pattern}.");
            }
        }
    }

    private static string Range(YamlMap schema, string least, string most) => (schema.Find(least) as YamlScalar, schema.Find(most) as YamlScalar) switch
    {
        ({ } min, { } max) => $"{min.Text} to {max.Text}",
        ({ } min, null) => $"at least {min.Text}",
        (null, { } max) => $"at most {max.Text}",
        _ => "a finite number",
    };

    private static double Limit(YamlMap schema, string key, double otherwise) => schema.Find(key) is YamlScalar { Kind: YamlKind.Number } limit ? NumberOf(limit) : otherwise;

    private static double NumberOf(YamlScalar number) => double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
