using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Skills.Engine.Prompts;

/// <summary>The names a template sees beside the inputs: all inputs at once under one name, and what the output schema says.</summary>
internal sealed class PromptNames(JsonElement inputs, string outputSchema) : IReadOnlyDictionary<string, object?>
{
    /// <summary>The name under which templates see all inputs at once.</summary>
    public const string InputsName = "inputs";

    private const string OutputSchemaName = "output_schema";

    // Boxed once.
    private readonly object _inputs = inputs;

    public int Count => 2;

    public IEnumerable<string> Keys => [InputsName, OutputSchemaName];

    public IEnumerable<object?> Values => [_inputs, outputSchema];

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"A template is given no '{key}'.");

    public static bool Contains(string key) => key is InputsName or OutputSchemaName;

    public bool ContainsKey(string key) => Contains(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        value = key switch { InputsName => _inputs, OutputSchemaName => outputSchema, _ => null };
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return new(InputsName, _inputs);
        yield return new(OutputSchemaName, outputSchema);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
