using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Serialization;

/// <summary>Writes an enum as its number where a stored hash depends on the form. For people, enums are names.</summary>
internal sealed class EnumAsNumber<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Unsafe.BitCast<int, T>(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(Unsafe.BitCast<T, int>(value));
}
