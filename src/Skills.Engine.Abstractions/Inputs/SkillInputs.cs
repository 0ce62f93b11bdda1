using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Inputs;

namespace Skills.Engine;

/// <summary>Inputs that stay readable after trimming and in Native AOT, because their type is known where they are written.</summary>
/// <remarks>
/// Pass it wherever inputs are passed, or nest it in other inputs: <c>SkillInputs.From(new { text, customer = SkillInputs.From(new { name }) })</c>.
/// A program with reflection needs it nowhere, and gets the same inputs from the anonymous object itself.
/// </remarks>
[JsonConverter(typeof(SkillInputsConverter))]
public sealed class SkillInputs
{
    private readonly Action<InputWriter> _write;

    private SkillInputs(Action<InputWriter> write) => _write = write;

    /// <summary>Takes an anonymous object. Its properties are kept when the program is trimmed.</summary>
    /// <remarks>
    /// Without reflection, the values may be texts, numbers, booleans, dates, enums, JSON, media, lists and dictionaries of these, and other
    /// <see cref="SkillInputs"/>. The execution fails with the code <c>input.unreadable</c> and the path of a value that is of another type.
    /// </remarks>
    /// <param name="inputs">The object, as in <c>SkillInputs.From(new { text })</c>.</param>
    /// <exception cref="ArgumentException">The object is not of an anonymous type.</exception>
    public static SkillInputs From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T inputs) where T : class
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return AnonymousMembers<T>.IsAnonymous
            ? new(writer => AnonymousMembers<T>.Write(writer, inputs))
            : throw new ArgumentException($"{typeof(T).Name} is not an anonymous type. Pass its JsonTypeInfo too: SkillInputs.From(inputs, MyJsonContext.Default.{typeof(T).Name}).", nameof(inputs));
    }

    /// <summary>Takes an object of any type, with source-generated metadata that is used as it is.</summary>
    /// <param name="inputs">The object.</param>
    /// <param name="type">The metadata, from a <c>JsonSerializerContext</c>.</param>
    public static SkillInputs From<T>(T inputs, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(writer => JsonSerializer.Serialize(writer.Json, inputs, type));
    }

    internal void WriteTo(InputWriter writer) => _write(writer);
}
