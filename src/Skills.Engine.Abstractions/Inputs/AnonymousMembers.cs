using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Skills.Engine.Inputs;

/// <summary>The properties of an anonymous type, looked up once.</summary>
internal static class AnonymousMembers<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    private static readonly PropertyInfo[] Properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static bool IsAnonymous { get; } = AnonymousType.Is(typeof(T));

    public static void Write(InputWriter writer, T value)
    {
        writer.Json.WriteStartObject();
        foreach (var property in Properties)
        {
            writer.WriteProperty(property.Name, property.GetValue(value), property.PropertyType);
        }

        writer.Json.WriteEndObject();
    }
}

/// <summary>Recognizes the types that the compilers of C# and Visual Basic make for anonymous objects. No program can give a type such a name.</summary>
internal static class AnonymousType
{
    public static bool Is(Type type) =>
        type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal) || type.Name.StartsWith("VB$AnonymousType", StringComparison.Ordinal);
}
