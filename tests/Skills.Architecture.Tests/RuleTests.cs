using Skills.Architecture.Tests.Checks;
using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests;

/// <summary>Each rule over small planted sources that break it, and over the same sources without the fault.</summary>
public sealed class RuleTests
{
    private static readonly Dictionary<string, string[]> Allowed = new() { ["App"] = ["Base"], ["Base"] = [] };

    [Fact]
    public void ACircleBetweenTwoRoomsIsFound()
    {
        var uses = TypeUses.Find([Project(
            "App",
            ("Kitchen/Cook.cs", "namespace App.Kitchen; public class Cook { public App.Garden.Herb? Herb; }"),
            ("Garden/Herb.cs", "namespace App.Garden; public class Herb { public void Grow() { var cook = new App.Kitchen.Cook(); } }"))]);

        var circle = Assert.Single(RoomCircles.Find(uses));
        Assert.Equal(("App", "Garden", "Kitchen"), (circle.Project, circle.First, circle.Second));
    }

    [Fact]
    public void ACircleThroughAMemberWhoseTypeIsNotNamedIsFound()
    {
        var uses = TypeUses.Find([Project(
            "App",
            ("Kitchen/Cook.cs", "namespace App.Kitchen; public class Cook { public App.Garden.Herb Herb = new(); public int Age; }"),
            ("Garden/Herb.cs", "namespace App.Garden; public class Herb { public int Of(System.Func<App.Root> root) => root().Cook.Age; }"),
            ("Root.cs", "namespace App; public class Root { public App.Kitchen.Cook Cook = new(); }"))]);

        Assert.Single(RoomCircles.Find(uses));
    }

    [Fact]
    public void ASubfolderIsARoomToo()
    {
        var uses = TypeUses.Find([Project(
            "App",
            ("Kitchen/Cook.cs", "namespace App.Kitchen; public class Cook { public App.Kitchen.Shelf.Jar? Jar; }"),
            ("Kitchen/Shelf/Jar.cs", "namespace App.Kitchen.Shelf; public class Jar : App.Kitchen.Lid { public Cook? Cook; }"),
            ("Kitchen/Lid.cs", "namespace App.Kitchen; public class Lid;"))]);

        Assert.Equal("Kitchen/Shelf", Assert.Single(RoomCircles.Find(uses)).Second);
    }

    [Fact]
    public void AFacadeInTheRootIsNoCircle()
    {
        var uses = TypeUses.Find([Project(
            "App",
            ("App.cs", "namespace App; public class Facade { public App.Garden.Herb? Herb; } "),
            ("Garden/Herb.cs", "namespace App.Garden; public class Herb { public App.Facade? Facade; }"))]);

        Assert.Equal(2, uses.Count);
        Assert.Empty(RoomCircles.Find(uses));
    }

    [Fact]
    public void AForbiddenProjectReferenceIsFound()
    {
        SourceProject[] projects = [Project("Base") with { References = ["App"] }, Project("App") with { References = ["Base"] }, Project("Shed")];

        Assert.Equal(["Base must not reference App.", "Shed is not in the table of layers."], ProjectReferences.Forbidden(projects, Allowed));
    }

    [Fact]
    public void AForbiddenUseInTheSourceIsFound()
    {
        SourceProject[] projects =
        [
            Project("App", ("A.cs", "namespace App; public class A;")),
            Project("Base", ("B.cs", "namespace Base; public class B : App.A;")),
        ];

        Assert.Equal(["src/Base/B.cs must not use A of App."], ProjectReferences.ForbiddenUses(TypeUses.Find(projects), Allowed));
    }

    [Fact]
    public void APackageOnTheGroundFloorAndRedisElsewhereAreFound()
    {
        SourceProject[] projects = [Project("Base") with { Packages = ["YamlDotNet"] }, Project("App") with { Packages = ["StackExchange.Redis"] }];

        Assert.Equal(
            ["Base must reference no package, but references YamlDotNet.", "App must not reference StackExchange.Redis."],
            ProjectReferences.ForbiddenPackages(projects, ["Base"], ["Redis"]));
    }

    [Fact]
    public void AnInternalTypeInTheRootNamespaceIsFound()
    {
        var project = Project(
            "App",
            ("A.cs", "namespace App; public class A { internal class Nested; } internal record Hidden; file class Local;"),
            ("B.cs", "namespace App { enum Silent { One } public enum Loud { One } }"),
            ("Garden/Herb.cs", "namespace App.Garden; internal class Herb;"));

        Assert.Equal(["App: Hidden", "App: Silent"], RootNamespace.InternalTypes([project]));
    }

    [Fact]
    public void AProviderThatUsesAnotherProvidersFolderIsFound()
    {
        var uses = TypeUses.Find([Project(
            "Skills.Engine.Providers",
            ("Http/Wire.cs", "namespace P.Http; public class Wire;"),
            ("Red/Red.cs", "namespace P.Red; public class Red : P.Http.Wire;"),
            ("Blue/Blue.cs", "namespace P.Blue; public class Blue : P.Red.Red;"))]);

        Assert.Equal(
            ["src/Skills.Engine.Providers/Blue/Blue.cs must not use Red of the folder 'Red'."],
            ProviderFolders.Crossings(uses, Layers.SharedProviderFolders));
    }

    [Fact]
    public void AFileThatNamesASchemaKeywordIsFound()
    {
        var project = Project(
            "App",
            ("A.cs", "class A { string Keyword = \"anyOf\"; }"),
            ("B.cs", "class B { string Sentence = \"the anyOf keyword\"; }"),
            ("C.cs", "class C { System.ReadOnlySpan<byte> Keyword => \"$ref\"u8; }"));

        Assert.Equal([("src/App/A.cs", "anyOf"), ("src/App/C.cs", "$ref")], SchemaWords.FilesNaming([project]));
    }

    private static SourceProject Project(string name, params (string Path, string Text)[] files) =>
        new(name, [.. files.Select(f => new SourceFile(name, f.Path, f.Text))], [], [], []);
}
