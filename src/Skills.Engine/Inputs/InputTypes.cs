using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Json.Types;

namespace Skills.Engine.Inputs;

/// <summary>What single values of inputs may be in a program without reflection. <see cref="InputWriter"/> adds enums, lists and dictionaries. With reflection, they may be of any type.</summary>
[JsonSerializable(typeof(ModelMedia))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(char))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(sbyte))]
[JsonSerializable(typeof(byte))]
[JsonSerializable(typeof(short))]
[JsonSerializable(typeof(ushort))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(uint))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(Int128))]
[JsonSerializable(typeof(UInt128))]
[JsonSerializable(typeof(Half))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(TimeOnly))]
[JsonSerializable(typeof(DateTime))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(TimeSpan))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(Uri))]
[JsonSerializable(typeof(Version))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(Memory<byte>))]
[JsonSerializable(typeof(ReadOnlyMemory<byte>))]
internal sealed partial class InputTypes : JsonSerializerContext
{
    public static bool IsReflectionEnabled => ReflectionJson.IsEnabled;

    public static JsonSerializerOptions OptionsFor(int maxDepth, bool hasReflection)
    {
        var options = new JsonSerializerOptions { MaxDepth = maxDepth, TypeInfoResolver = hasReflection ? ReflectionJson.ResolverOr(Default) : Default };
        if (hasReflection)
        {
            ReflectionJson.AddEnumNames(options);
        }

        return options;
    }
}
