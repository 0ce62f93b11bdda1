namespace Skills.Architecture.Tests.Reading;

/// <summary>A project as its files describe it.</summary>
/// <param name="Name">The name of the project file without its extension.</param>
/// <param name="Files">The C# files.</param>
/// <param name="References">Names of the projects that it references.</param>
/// <param name="Packages">Names of the packages that it references.</param>
/// <param name="Usings">Namespaces imported by the project file.</param>
internal sealed record SourceProject(
    string Name,
    IReadOnlyList<SourceFile> Files,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Usings);
