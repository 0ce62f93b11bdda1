using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Inputs;

/// <summary>Writes <see cref="SkillInputs"/> that are nested in inputs of another type.</summary>
internal sealed class SkillInputsConverter : JsonConverter<SkillInputs>
{
    public override SkillInputs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("SkillInputs can be written as JSON, but not read. Read a JsonElement instead.");

    public override void Write(Utf8JsonWriter writer, SkillInputs value, JsonSerializerOptions options) => value.WriteTo(new InputWriter(writer, options));
}
