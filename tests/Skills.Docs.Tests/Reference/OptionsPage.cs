using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Skills.Engine;

namespace Skills.Docs.Tests.Reference;

/// <summary>Writes the tables of <c>docs/options.md</c> from the options classes.</summary>
internal static class OptionsPage
{
    private const string Root = "SkillsEngine";

    /// <summary>Tables of the classes that are bound from configuration, with the path of each section.</summary>
    public static string Sections()
    {
        var text = new StringBuilder();
        foreach (var (path, type) in Bound())
        {
            Table(text, $"`{path}`", type);
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Tables of the classes that are set in code.</summary>
    public static string InCode()
    {
        var text = new StringBuilder();
        var bound = Bound().Select(static b => b.Type).ToHashSet();
        foreach (var type in All().Where(t => !bound.Contains(t)))
        {
            Table(text, $"`{type.Name}`", type);
        }

        return text.ToString().TrimEnd();
    }

    private static IReadOnlyList<(string Path, Type Type)> Bound() =>
    [
        .. Below(Root, typeof(SkillsEngineOptions)),
        .. All().Where(static t => t != typeof(SkillsEngineOptions)).Select(static t => (Path: SectionOf(t), Type: t)).Where(static s => s.Path is not null)
            .SelectMany(static s => Below(s.Path!, s.Type)).OrderBy(static s => s.Path, StringComparer.Ordinal),
    ];

    // A property whose class is ours is a section of its own.
    private static IEnumerable<(string Path, Type Type)> Below(string path, Type type) =>
        [(path, type), .. Properties(type).Where(static p => IsSection(p.PropertyType)).SelectMany(p => Below($"{path}:{p.Name}", p.PropertyType))];

    private static string? SectionOf(Type type) =>
        type.GetField("SectionName")?.GetRawConstantValue() as string
        ?? (type == typeof(OpenAICompatibleOptions) ? $"{Root}:Providers:<name>" : type.IsSubclassOf(typeof(ModelProviderOptions)) ? $"{Root}:Providers:{type.Name[..^"Options".Length]}" : null);

    private static IEnumerable<Type> All() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Skills.*.dll").Select(static f => Path.GetFileNameWithoutExtension(f))
            .Where(static n => n is not ("Skills.Docs.Tests" or "Skills.Engine.Generators")).Select(Assembly.Load)
            .SelectMany(static a => a.GetExportedTypes()).Where(static t => t is { IsClass: true, IsAbstract: false } && t.Name.EndsWith("Options", StringComparison.Ordinal))
            .OrderBy(static t => t.Name, StringComparer.Ordinal);

    private static bool IsSection(Type type) => type is { IsClass: true, Namespace: "Skills.Engine" } && type.GetConstructor([]) is not null && !type.IsAssignableTo(typeof(Delegate)) && (type.Name.EndsWith("Options", StringComparison.Ordinal) || type == typeof(RoutingWeights));

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract")
            .OrderBy(p => p.DeclaringType == type ? 0 : 1).ThenBy(static p => p.MetadataToken);

    private static void Table(StringBuilder text, string title, Type type)
    {
        var docs = Docs.Value;
        var instance = type.GetConstructor([]) is null ? null : Activator.CreateInstance(type);
        text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n{docs.Of(type, "summary")}\n\n| option | type | default | meaning |\n|---|---|---|---|\n");
        foreach (var property in Properties(type).Where(static p => !IsSection(p.PropertyType)))
        {
            var meaning = $"{docs.Of(property, "summary")} {docs.Of(property, "value")}".Trim();
            text.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | {TypeName(property)} | {Default(instance, property)} | {meaning} |\n");
        }

        text.Append('\n');
    }

    private static string TypeName(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return "function";
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var arguments = type.GetGenericArguments();
            return arguments.Length == 1 ? $"list of {Plain(arguments[0])}" : "map";
        }

        return type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(static n => $"`{n}`")) : Plain(type);
    }

    private static string Plain(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(byte[]) => "bytes",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(double) || type == typeof(decimal) || type == typeof(float) => "number",
        _ => $"`{type.Name.Split('`')[0]}`",
    };

    private static string Default(object? instance, PropertyInfo property) => (instance is null ? null : property.GetValue(instance)) switch
    {
        null or ICollection { Count: 0 } or Delegate => "",
        string text => text.Length == 0 ? "" : $"`{text}`",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => $"`{(time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time:c}" : $"{time:c}".TrimEnd('0'))}`",
        Enum value => $"`{value}`",
        IFormattable number when property.PropertyType.IsPrimitive || Nullable.GetUnderlyingType(property.PropertyType)?.IsPrimitive == true || number is decimal => number.ToString("#,0.####", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static readonly Lazy<XmlDocs> Docs = new(XmlDocs.Load);
}
