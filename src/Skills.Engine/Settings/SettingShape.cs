using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Skills.Engine.Settings;

/// <summary>The form of a part of the configuration: a value, a list, a section, or anything.</summary>
internal abstract record SettingShape
{
    /// <summary>A part that is not checked.</summary>
    public static SettingShape Anything { get; } = new AnySetting();

    /// <summary>Returns the section that a class of options is bound from.</summary>
    /// <typeparam name="T">The class. Its properties of simple types, and lists and maps of them, are known by their type.</typeparam>
    /// <param name="parts">The shapes of its other properties; a property without one is not checked.</param>
    public static SettingSection Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(params ReadOnlySpan<(string Name, SettingShape Shape)> parts)
    {
        var section = new SettingSection();
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (ShapeOf(property) is { } shape)
            {
                section.Children[property.Name] = shape;
            }
        }

        foreach (var (name, shape) in parts)
        {
            section.Children[name] = shape;
        }

        return section;
    }

    private static SettingShape? ShapeOf(PropertyInfo property)
    {
        var type = property.PropertyType;
        var isSecret = SettingSecrets.IsSecret(property.Name);
        return type == typeof(IList<string>) || type == typeof(IReadOnlyList<string>) || type == typeof(IDictionary<string, string>) ? new SettingList(new SettingValue(typeof(string), isSecret))
            : type == typeof(IList<byte[]>) ? new SettingList(new SettingValue(typeof(byte[]), IsSecret: true))
            : SettingText.Reads(type) ? (property.CanWrite ? new SettingValue(type, isSecret) : null)
            : Anything;
    }
}

/// <summary>A part that is not checked.</summary>
internal sealed record AnySetting : SettingShape;

/// <summary>One value.</summary>
/// <param name="Type">The type it is read as.</param>
/// <param name="IsSecret">Whether it must not appear in a message.</param>
internal sealed record SettingValue(Type Type, bool IsSecret) : SettingShape;

/// <summary>A list or a map: any keys, values of one shape.</summary>
/// <param name="Item">The shape of each.</param>
internal sealed record SettingList(SettingShape Item) : SettingShape;

/// <summary>A section with known keys.</summary>
internal sealed record SettingSection : SettingShape
{
    /// <summary>Gets the known keys.</summary>
    public Dictionary<string, SettingShape> Children { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets whether the section is checked with the options that are bound from it, and not with the engine's own.</summary>
    public bool IsApart { get; set; }

    /// <summary>Puts a shape at a path below this section. What is known of the path already is kept in addition.</summary>
    public void Add(ReadOnlySpan<char> path, SettingShape shape)
    {
        var colon = path.IndexOf(':');
        var name = (colon < 0 ? path : path[..colon]).ToString();
        var known = Children.GetValueOrDefault(name);
        if (colon < 0)
        {
            Children[name] = known is SettingSection a && shape is SettingSection b ? a.With(b) : known is null or AnySetting ? shape : known;
            return;
        }

        if (known is not SettingSection section)
        {
            Children[name] = section = new();
        }

        section.Add(path[(colon + 1)..], shape);
    }

    /// <summary>Returns the section at a path below this one.</summary>
    public SettingSection At(string path) =>
        path.Split(':').Aggregate(this, static (section, name) => section.Children.GetValueOrDefault(name) as SettingSection ?? new());

    private SettingSection With(SettingSection other)
    {
        IsApart |= other.IsApart;
        foreach (var (name, shape) in other.Children)
        {
            Children.TryAdd(name, shape);
        }

        return this;
    }
}
