using System.Xml.Linq;

namespace Skills.Architecture.Tests.Reading;

/// <summary>Reads the projects under <c>src</c> from disk.</summary>
internal static class SourceTree
{
    private static readonly Lazy<IReadOnlyList<SourceProject>> Loaded = new(Read);
    private static readonly Lazy<IReadOnlyList<TypeUse>> LoadedUses = new(static () => TypeUses.Find(Projects));

    /// <summary>Every project, each after those it references.</summary>
    public static IReadOnlyList<SourceProject> Projects => Loaded.Value;

    /// <summary>Every use of a type of the product in its own source. Compiled once per test run.</summary>
    public static IReadOnlyList<TypeUse> Uses => LoadedUses.Value;

    /// <summary>The folder that contains the solution.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Skills.Engine.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No Skills.Engine.sln above the test's folder.");
    }

    private static List<SourceProject> Read()
    {
        var found = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(ReadProject).ToDictionary(static p => p.Name);
        var ordered = new List<SourceProject>();
        var seen = new HashSet<string>();
        foreach (var project in found.Values.OrderBy(static p => p.Name, StringComparer.Ordinal))
        {
            Add(project);
        }

        return ordered;

        void Add(SourceProject project)
        {
            // Projects that refer to each other are read too, so that a rule can name them.
            if (!seen.Add(project.Name))
            {
                return;
            }

            foreach (var reference in project.References.Where(found.ContainsKey))
            {
                Add(found[reference]);
            }

            ordered.Add(project);
        }
    }

    private static SourceProject ReadProject(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = Path.GetDirectoryName(path)!;
        var xml = XDocument.Load(path);
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => (Full: f, Relative: Path.GetRelativePath(folder, f).Replace('\\', '/')))
            .Where(static f => !f.Relative.StartsWith("obj/", StringComparison.Ordinal) && !f.Relative.StartsWith("bin/", StringComparison.Ordinal))
            .OrderBy(static f => f.Relative, StringComparer.Ordinal)
            .Select(f => new SourceFile(name, f.Relative, File.ReadAllText(f.Full)));
        return new(name, [.. files], [.. Includes("ProjectReference").Select(NameOf)], [.. Includes("PackageReference")], [.. Includes("Using")]);

        IEnumerable<string> Includes(string item) => xml.Descendants(item).Select(static x => (string?)x.Attribute("Include")).OfType<string>();

        static string NameOf(string include) => Path.GetFileNameWithoutExtension(include.Replace('\\', '/'));
    }
}
