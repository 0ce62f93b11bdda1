using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skills.Json;

namespace Skills.Engine.Tools;

/// <summary>Makes tools from typed functions.</summary>
internal static class TypedTool
{
    public static SkillTool Make<TIn, TOut>(string name, string description, Func<TIn, CancellationToken, Task<TOut>> run, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output) =>
        new(name, description, TypeSchema.OfOutput(input), async (call, cancellationToken) =>
        {
            var result = await run(Read(call, input), cancellationToken).ConfigureAwait(false);
            return JsonSerializer.SerializeToElement(result, output);
        });

    public static JsonTypeInfo<T> InfoOf<T>(JsonSerializerOptions? options) => (JsonTypeInfo<T>)TypedJson.For(options).GetTypeInfo(typeof(T));

    // A type can be stricter than its schema, for example by a converter.
    private static TIn Read<TIn>(SkillToolInvocation call, JsonTypeInfo<TIn> input)
    {
        try
        {
            return call.Arguments.Deserialize(input) ?? throw new SkillToolException("The arguments are null.");
        }
        catch (JsonException e)
        {
            throw new SkillToolException($"The arguments cannot be read at '{e.Path}'.", e);
        }
    }
}
