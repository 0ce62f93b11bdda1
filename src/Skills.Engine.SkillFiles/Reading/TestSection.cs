using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Test cases, in the file or in one it names.</summary>
internal sealed class TestSection(ReadingContext context)
{
    // The words of expectations. Others are for a runner to know, but one that is nearly one of these is a slip.
    internal static readonly string[] Expectations =
    [
        "status", "attempts", "path", "equals", "contains", "contains-all", "contains-any", "icontains", "starts-with", "ends-with", "matches", "regex", "length", "similar",
        "gt", "gte", "lt", "lte", "in", "type", "exists", "schema", "is-json", "error", "errors", "steps", "model", "variant", "cache", "latency", "cost", "tokens", "rule",
        "rendered-contains", "rendered-snapshot", "message-count", "token-budget", "snapshot", "judge", "expression",
    ];

    private static readonly string[] Statuses = ["success", "failed", "timeout", "canceled"];

    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly HashSet<string> _names = [];
    private readonly List<MapNode> _nodes = [];
    private IReadOnlyList<string> _variants = [];

    /// <summary>The cases as written, here or in the file that holds them.</summary>
    public IReadOnlyList<MapNode> Nodes => _nodes;

    public IReadOnlyList<SkillTestCase> Read(KeyReader keys)
    {
        _variants = [.. ((keys.Map.Find("variants")?.Value as MapNode)?.Entries ?? []).Select(static e => e.Key.Text)];
        switch (keys.Take("tests"))
        {
            case null:
                return [];
            case ListNode list:
                return Cases(list);
            case ScalarNode { Kind: ScalarKind.String } file:
                return FromFile(file);
            case var other:
                keys.WrongType(other, "'tests'", "a list of cases or the name of a file");
                return [];
        }
    }

    private List<SkillTestCase> FromFile(ScalarNode file)
    {
        if (context.Files.Read(file, _diagnostics, context.Limits) is not { } source)
        {
            return [];
        }

        var root = source.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? new JsonTreeReader(source, _diagnostics, context.Limits).Read()
            : new YamlTreeReader(source, _diagnostics, context.Limits).Read(0, source.Text.Length);
        switch (root)
        {
            case ListNode list:
                return Cases(list);
            case MapNode map:
                var keys = new KeyReader(map, "a file of test cases", _diagnostics);
                var cases = keys.Take("tests") is ListNode inner ? Cases(inner) : [];
                keys.End();
                return cases;
            case null:
                return [];
            default:
                _diagnostics.Add(SkillDiagnosticCode.WrongType, root, $"A file of test cases holds a list, but this is {root.TypeName}.");
                return [];
        }
    }

    private List<SkillTestCase> Cases(ListNode list)
    {
        var cases = new List<SkillTestCase>();
        foreach (var item in list.Items)
        {
            if (item is not MapNode map)
            {
                _diagnostics.Add(SkillDiagnosticCode.WrongType, item, $"A test case must be a mapping with 'name' and 'input', but this is {item.TypeName}.");
            }
            else if (Case(new(map, "a test case", _diagnostics)) is { } test)
            {
                cases.Add(test);
                _nodes.Add(map);
            }
        }

        return cases;
    }

    private SkillTestCase? Case(KeyReader keys)
    {
        var name = keys.RequiredText("name");
        var input = keys.Take("input");
        if (input is null)
        {
            keys.Missing("input");
        }

        CheckNames(keys, name);
        var lines = new List<int>();
        var test = new SkillTestCase
        {
            Name = name ?? "",
            Input = input?.ToJson() ?? default,
            Respond = Respond(keys),
            Cassette = keys.Text("cassette"),
            Variant = keys.Text("variant"),
            Repeat = keys.Int("repeat", 1) ?? 1,
            Tags = keys.Texts("tags", distinct: true),
            Skip = Skip(keys),
            Expect = [.. Expect(keys, lines)],
            File = keys.Map.Source.Name,
            Line = LineOf(keys.Map),
            ExpectLines = lines,
        };
        keys.End();
        if (test.Expect.Count == 0 && test.Skip is null)
        {
            _diagnostics.Add(SkillDiagnosticCode.EmptyTest, keys.Map.Source, keys.Map.Start, 1, "This test case expects nothing, so it passes whatever happens. Add 'expect'.");
        }

        return name is null || input is null ? null : test;
    }

    private void CheckNames(KeyReader keys, string? name)
    {
        if (name is not null && !_names.Add(name))
        {
            _diagnostics.Add(SkillDiagnosticCode.Repeated, keys.TextNode("name")!, $"Two test cases are called '{name}'. Give one another name.");
        }

        if (keys.TextNode("variant") is { Text.Length: > 0 } variant && !_variants.Contains(variant.Text))
        {
            _diagnostics.Add(SkillDiagnosticCode.BadTest, variant, $"The skill has no variant '{variant.Text}'.{NearestName.Hint(variant.Text, _variants)}");
        }
    }

    private static IReadOnlyList<string> Respond(KeyReader keys) => keys.Take("respond") switch
    {
        null => [],
        ScalarNode { Kind: ScalarKind.String } text => [text.Text],
        ListNode list => [.. list.Items.Select(static i => i is ScalarNode { Kind: ScalarKind.String } text ? text.Text : i.ToJson().GetRawText())],
        // A value that is no text stands for the JSON a model would write.
        var value => [value.ToJson().GetRawText()],
    };

    private static string? Skip(KeyReader keys)
    {
        switch (keys.Take("skip"))
        {
            case null or ScalarNode { Kind: ScalarKind.Boolean, Text: "false" }:
                return null;
            case ScalarNode { Kind: ScalarKind.Boolean }:
                return "skipped";
            default:
                return keys.Text("skip");
        }
    }

    private static int LineOf(SkillNode node) => node.Source.Place(node.Start).Line;

    private IEnumerable<System.Text.Json.JsonElement> Expect(KeyReader keys, List<int> lines)
    {
        foreach (var item in keys.Items("expect"))
        {
            if (item is MapNode { Entries.Count: > 0 } map)
            {
                Slips(map);
                lines.Add(LineOf(map));
                yield return item.ToJson();
            }
            else
            {
                _diagnostics.Add(SkillDiagnosticCode.WrongType, item, "An expectation must be a mapping with at least one key.");
            }
        }
    }

    private void Slips(MapNode expectation)
    {
        var slip = SkillDiagnosticCode.BadTest with { Severity = DiagnosticSeverity.Warning };
        foreach (var (key, _) in expectation.Entries.Where(static e => !Expectations.Contains(e.Key.Text)))
        {
            if (NearestName.Of(key.Text.StartsWith("not-", StringComparison.Ordinal) ? key.Text[4..] : key.Text, Expectations) is { } nearest && !key.Text.EndsWith(nearest, StringComparison.Ordinal))
            {
                _diagnostics.Add(slip, key, $"'{key.Text}' is no expectation that is known. Did you mean '{nearest}'?");
            }
        }

        if (expectation.Find("status")?.Value is ScalarNode { Kind: ScalarKind.String } status && !Statuses.Contains(status.Text, StringComparer.OrdinalIgnoreCase))
        {
            _diagnostics.Add(slip, status, $"'{status.Text}' is no status; it is one of {string.Join(", ", Statuses)}.{NearestName.Hint(status.Text, Statuses)}");
        }
    }
}
