using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Skills.Engine.Prompts;

/// <summary>
/// The names a template sees: the inputs, then all of them at once under one name, then what the skill itself gives. A
/// template looks up the few it uses, so nothing is copied.
/// </summary>
internal sealed class PromptContext(JsonElement inputs, IReadOnlyDictionary<string, object?> given) : IReadOnlyDictionary<string, object?>
{
    /// <summary>The name under which templates see all inputs at once.</summary>
    public const string InputsName = "inputs";

    private Dictionary<string, object?>? _all;

    public int Count => All.Count;

    public IEnumerable<string> Keys => All.Keys;

    public IEnumerable<object?> Values => All.Values;

    private Dictionary<string, object?> All => _all ??= ReadAll();

    public object? this[string key] => All[key];

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (inputs.TryGetProperty(key, out var input))
        {
            value = input;
            return true;
        }

        if (key == InputsName)
        {
            value = inputs;
            return true;
        }

        return given.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, object?> ReadAll()
    {
        var all = new Dictionary<string, object?>(given) { [InputsName] = inputs };
        foreach (var input in inputs.EnumerateObject())
        {
            all[input.Name] = input.Value;
        }

        return all;
    }
}
