using System.Reflection;
using System.Runtime.CompilerServices;

namespace Skills.Architecture.Tests;

public sealed class DirectionTests
{
    [Theory]
    [MemberData(nameof(Layers.Assemblies), MemberType = typeof(Layers))]
    public void AnAssemblyReferencesOnlyWhatItMay(string name)
    {
        var forbidden = Layers.Load(name).GetReferencedAssemblies()
            .Select(static a => a.Name!)
            .Where(static a => a.StartsWith("Skills.", StringComparison.Ordinal))
            .Except(Layers.MayReference[name]);

        Assert.Empty(forbidden);
    }

    [Theory]
    [MemberData(nameof(Layers.Assemblies), MemberType = typeof(Layers))]
    public void AProjectFileReferencesOnlyWhatItMay(string name)
    {
        var project = File.ReadAllText(Path.Combine(Layers.Root(), "src", name, name + ".csproj"));
        var forbidden = Layers.MayReference.Keys
            .Concat(["samples", "tests", "bench"])
            .Except(Layers.MayReference[name])
            .Where(other => project.Contains($"/{other}.csproj", StringComparison.Ordinal) || project.Contains($"/{other}/", StringComparison.Ordinal));

        Assert.Empty(forbidden);
    }

    [Theory]
    [InlineData("Skills.Jinja")]
    [InlineData("Skills.JsonSchema")]
    public void ALanguageEngineNeedsNoPackage(string name) =>
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Layers.Root(), "src", name, name + ".csproj")), StringComparison.Ordinal);

    [Fact]
    public void OnlyTheRedisProjectNamesStackExchangeRedis()
    {
        var others = Layers.MayReference.Keys
            .Where(static n => n != "Skills.Engine.Redis")
            .Where(static n => Layers.Load(n).GetReferencedAssemblies().Any(static a => a.Name == "StackExchange.Redis"));

        Assert.Empty(others);
    }

    [Fact]
    public void ARoomDoesNotUseAnotherRoomsParts()
    {
        var violations =
            from type in Layers.Load("Skills.Engine").GetTypes()
            let room = RoomOf(type)
            where room is not null
            from used in TypeUse.Of(type)
            let other = RoomOf(used)
            where other is not null && other != room && used.Assembly == type.Assembly
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void AProviderDoesNotUseAnotherProvidersParts()
    {
        string[] shared = ["Http"];
        var violations =
            from type in Layers.Load("Skills.Engine.Providers").GetTypes()
            let folder = FolderOf(type)
            where folder is not null
            from used in TypeUse.Of(type)
            let other = FolderOf(used)
            where other is not null && other != folder && !shared.Contains(other) && used.Assembly == type.Assembly
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(violations.Distinct());

        static string? FolderOf(Type type) => Tail(type, "Skills.Engine.Providers.");
    }

    [Theory]
    [MemberData(nameof(Layers.Assemblies), MemberType = typeof(Layers))]
    public void ThereIsNoMutableStaticState(string name)
    {
        var mutable =
            from type in Layers.Load(name).GetTypes()
            where !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.FullName!.Contains('<', StringComparison.Ordinal)
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where !field.IsInitOnly && !field.IsLiteral && !field.Name.Contains('<', StringComparison.Ordinal)
                && !field.IsDefined(typeof(ThreadStaticAttribute)) && !IsGenerated(type)
            select $"{type.FullName}.{field.Name}";

        Assert.Empty(mutable);

        static bool IsGenerated(Type type) => type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
            || type.DeclaringType is { } outer && IsGenerated(outer)
            || typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(type);
    }

    private static string? RoomOf(Type type) => Tail(type, "Skills.Engine.") is { } room && Layers.Rooms.Contains(room) ? room : null;

    private static string? Tail(Type type, string prefix)
    {
        var name = type.Namespace ?? "";
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..].Split('.')[0] : null;
    }
}
