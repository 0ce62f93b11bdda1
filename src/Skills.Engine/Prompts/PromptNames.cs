using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Skills.Engine.Prompts;

/// <summary>The names a template sees beside the inputs: all inputs at once under one name, then what the skill itself gives.</summary>
internal sealed class PromptNames(JsonElement inputs, IReadOnlyDictionary<string, object?> given) : IReadOnlyDictionary<string, object?>
{
    /// <summary>The name under which templates see all inputs at once.</summary>
    public const string InputsName = "inputs";

    public int Count => given.Count + 1;

    public IEnumerable<string> Keys => [InputsName, .. given.Keys];

    public IEnumerable<object?> Values => this.Select(static name => name.Value);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"A template is given no '{key}'.");

    public bool ContainsKey(string key) => key == InputsName || given.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (key == InputsName)
        {
            value = inputs;
            return true;
        }

        return given.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => given.Prepend(new(InputsName, inputs)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
