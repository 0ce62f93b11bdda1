using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Reads a rule's parameters and remembers which names were read, so that an unknown one can be reported.</summary>
internal sealed class RuleParameters
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <exception cref="RuleFormatException">The parameters are no object.</exception>
    public RuleParameters(JsonElement parameters)
    {
        if (parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            throw new RuleFormatException("The parameters of a rule must be an object.");
        }

        if (parameters.ValueKind == JsonValueKind.Object)
        {
            foreach (var parameter in parameters.EnumerateObject())
            {
                _values[parameter.Name] = parameter.Value;
            }
        }
    }

    /// <summary>Names that no one read.</summary>
    public IEnumerable<string> Unread => _values.Keys.Where(name => !_read.Contains(name));

    /// <summary>Names this rule knows.</summary>
    public IEnumerable<string> Known => _read;

    /// <summary>Takes every parameter as known.</summary>
    public void TakeAll() => _read.UnionWith(_values.Keys);

    public JsonElement? Value(string name)
    {
        _read.Add(name);
        return _values.TryGetValue(name, out var value) ? value : null;
    }

    public JsonElement Require(string name) => Value(name) ?? throw new RuleFormatException($"The parameter '{name}' is missing.") { Parameter = name };

    public string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new RuleFormatException($"The parameter '{name}' must be a string.") { Parameter = name },
    };

    public string RequireText(string name) => Text(name) ?? throw new RuleFormatException($"The parameter '{name}' is missing.") { Parameter = name };

    public double? Number(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        _ => throw new RuleFormatException($"The parameter '{name}' must be a number.") { Parameter = name },
    };

    public int? Count(string name) => Number(name) switch
    {
        null => null,
        >= 0 and <= int.MaxValue and { } number when Math.Floor(number) == number => (int)number,
        _ => throw new RuleFormatException($"The parameter '{name}' must be a whole number, 0 or more.") { Parameter = name },
    };

    public bool Flag(string name, bool otherwise = false) => Value(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new RuleFormatException($"The parameter '{name}' must be true or false.") { Parameter = name },
    };

    /// <summary>A word out of a few.</summary>
    public string Word(string name, string otherwise, params ReadOnlySpan<string> allowed)
    {
        var word = Text(name) ?? otherwise;
        return allowed.Contains(word) ? word : throw new RuleFormatException($"The parameter '{name}' must be one of {string.Join(", ", allowed)}; it is '{word}'.") { Parameter = name };
    }

    /// <summary>A string, or a list of strings.</summary>
    public IReadOnlyList<string>? Texts(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => [value.GetString()!],
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(static v => v.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(static v => v.GetString()!)],
        _ => throw new RuleFormatException($"The parameter '{name}' must be a string or a list of strings.") { Parameter = name },
    };

    /// <summary>The paths under <c>field</c>, <c>fields</c>, <c>path</c> or <c>paths</c>; at least one.</summary>
    public IReadOnlyList<FieldPath> Paths() =>
        OptionalPaths() is { Count: > 0 } paths ? paths : throw new RuleFormatException("The parameter 'field' is missing.") { Parameter = "field" };

    /// <summary>The same; empty when none is given.</summary>
    public IReadOnlyList<FieldPath> OptionalPaths()
    {
        var paths = new List<FieldPath>();
        foreach (var name in (ReadOnlySpan<string>)["field", "fields", "path", "paths"])
        {
            paths.AddRange((Texts(name) ?? []).Select(FieldPath.Parse));
        }

        return paths;
    }
}
