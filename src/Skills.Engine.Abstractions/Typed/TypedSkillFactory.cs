using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skills.Json;

namespace Skills.Engine.Typed;

/// <summary>Makes typed skills.</summary>
internal static class TypedSkillFactory
{
    public static Skill<TIn, TOut> Make<TIn, TOut>(string name, string prompt, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output)
    {
        var id = Slug(name);
        var definition = new Skill
        {
            Id = id,
            Name = name,
            PromptTemplate = prompt,
            InputSchema = TypeSchema.OfInput(input),
            OutputSchema = typeof(TOut) == typeof(string) ? null : TypeSchema.OfOutput(output),
            Output = new() { Format = typeof(TOut) == typeof(string) ? OutputFormat.Text : OutputFormat.Json },
            ValidationRules = [new() { Type = "custom", Parameters = RuleParametersText.Of(("name", "readable")), OnFail = RuleFailureAction.Retry, Code = new ReadableRule<TOut>(TypedReader.For(output.Options)) }],
        };
        return new(definition, input, output);
    }

    public static JsonTypeInfo<T> InfoOf<T>(JsonSerializerOptions? options) => (JsonTypeInfo<T>)TypedJson.For(options).GetTypeInfo(typeof(T));

    private static string Slug(string name)
    {
        var words = name.Split(name.Where(static c => !char.IsAsciiLetterOrDigit(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? throw new ArgumentException($"The name '{name}' has no letter or digit from which an id could be made.", nameof(name))
            : string.Join('-', words).ToLower(CultureInfo.InvariantCulture);
    }
}
