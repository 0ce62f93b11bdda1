namespace Skills.JsonSchema.Tests.Fuzz;

/// <summary>Changes JSON at random, with a taste for what breaks validators. The seed decides everything.</summary>
internal sealed class Mutator(IReadOnlyList<Tree> stock)
{
    private static readonly string[] Keywords =
    [
        "$ref", "$dynamicRef", "$recursiveRef", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$defs", "definitions",
        "type", "enum", "const", "multipleOf", "minimum", "exclusiveMaximum", "maxLength", "minLength", "pattern", "format", "items", "prefixItems",
        "additionalItems", "contains", "minContains", "maxContains", "uniqueItems", "unevaluatedItems", "properties", "patternProperties",
        "additionalProperties", "propertyNames", "unevaluatedProperties", "required", "dependentRequired", "dependentSchemas", "dependencies",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "minProperties", "maxItems", "default", "contentMediaType", "contentEncoding",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-0.0", "1.0", "1e0", "0.1", "1e400", "1e-400", "1e999999999999999999999", "-1e-999999999999999999999",
        "18446744073709551616", "123456789012345678901234567890.000001", "9007199254740993", "2.0", "-1", "[]", "{}", "[[]]", "[{}]", "\"\"", "\"a\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"é\"", "\"e\\u0301\"", "\"#\"", "\"#/\"", "\"#/$defs\"", "\"#/properties/a\"",
        "\"#/items\"", "\"#foo\"", "\"%\"", "\"#/%zz\"", "\"#/~2\"", "\"urn:x:y\"", "\"::\"", "\"http://[\"", "\"../../..\"", "\"?\"", "\"//\"", "\"string\"", "\"integer\"",
        "\"object\"", "\"array\"", "\"^(a+)+$\"", "\"(a*)*b\"", "\"[\"", "\"(?<=a+)b\"", "\"(?=(a+))\\\\1b\"", "\"\\\\p{L}+\"", "\"\\\\u{110000}\"", "\"(?:a{1,500}){1,500}\"",
        "\"((((((((a))))))))*\"", "\"[^]\"", "\"\\\\k<x>\"", "\"x{2,1}\"", "\"date-time\"", "\"regex\"", "\"idn-hostname\"", "\"uri\"", "\"email\"", "\"duration\"",
        "\"xn--a\"", "\"2020-02-30T25:61:61Z\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", "\"https://json-schema.org/draft/2019-09/schema\"",
        "\"http://json-schema.org/draft-04/schema#\"", "\"http://json-schema.org/draft-07/schema#\"", "\"https://json-schema.org/draft/2020-12/meta/core\"",
    ];

    private Random _random = new(0);

    // What stands under each name somewhere in the stock: mostly values the keyword can have.
    private readonly Dictionary<string, List<Tree>> _byName = stock
        .SelectMany(tree => tree.All())
        .OfType<Tree.Map>()
        .SelectMany(map => map.Members)
        .GroupBy(member => member.Name)
        .ToDictionary(group => group.Key, group => group.Select(member => member.Value).ToList());

    public Mutator Reseed(int seed)
    {
        _random = new Random(seed);
        return this;
    }

    public void Mutate(Tree tree)
    {
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            var places = tree.All().Take(2_000).ToList();
            switch (places[_random.Next(places.Count)])
            {
                case Tree.Map map:
                    Mutate(map);
                    break;
                case Tree.Sequence list:
                    Mutate(list);
                    break;
                case Tree.Leaf leaf:
                    leaf.Json = Values[_random.Next(Values.Length)];
                    break;
            }
        }
    }

    private void Mutate(Tree.Map map)
    {
        var members = map.Members;
        switch (_random.Next(16))
        {
            case 0 when members.Count > 0:
                members.RemoveAt(_random.Next(members.Count));
                break;
            case 1 when members.Count > 0:
                members.Add(members[_random.Next(members.Count)]);
                break;
            case >= 2 and <= 8 when members.Count > 0:
                var at = _random.Next(members.Count);
                members[at] = (members[at].Name, Value(members[at].Name));
                break;
            case 9:
                members.Add(("\"$ref\"", new Tree.Leaf(_random.Next(3) == 0 ? "\"#/allOf/0\"" : "\"#\"")));
                break;
            case 10:
                members.Add(($"\"{Keywords[_random.Next(Keywords.Length)].Replace("p", "\\u0070", StringComparison.Ordinal)}\"", Value()));
                break;
            default:
                var name = $"\"{Keywords[_random.Next(Keywords.Length)]}\"";
                members.Add((name, Value(name)));
                break;
        }
    }

    private void Mutate(Tree.Sequence list)
    {
        if (list.Items.Count > 0 && _random.Next(2) == 0)
        {
            list.Items[_random.Next(list.Items.Count)] = Value();
        }
        else
        {
            list.Items.Add(Value());
        }
    }

    private Tree Value(string name) =>
        _random.Next(12) > 0 && _byName.TryGetValue(name, out var values) ? Copy(values[_random.Next(values.Count)]) : Value();

    private static Tree Copy(Tree tree) => Tree.Of(Some.Json(tree.ToString()));

    private Tree Value()
    {
        if (_random.Next(3) == 0)
        {
            return new Tree.Leaf(Values[_random.Next(Values.Length)]);
        }

        var source = stock[_random.Next(stock.Count)].All().Take(200).ToList();
        var text = source[_random.Next(source.Count)].ToString();
        return text.Length > 5_000 ? new Tree.Leaf("{}") : Tree.Of(Some.Json(text));
    }
}
