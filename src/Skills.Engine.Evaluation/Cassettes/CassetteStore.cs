using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>Reads and writes cassettes. What they contain has been redacted when it was recorded.</summary>
/// <param name="directory">The folder of all cassettes; null keeps them beside the skill files.</param>
/// <param name="maxBytes">The largest file.</param>
internal sealed class CassetteStore(string? directory, int maxBytes)
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The folder with the cassettes of a skill.</summary>
    public string FolderOf(SkillDefinition skill) => Path.Combine(RootOf(skill), SafeName.Of(skill.Skill.Slug));

    /// <summary>The file of one run.</summary>
    public string PathOf(SkillDefinition skill, SkillTestCase test, string? target, int repeat)
    {
        var name = SafeName.Of(test.Cassette ?? test.Name) + (target is null ? "" : "@" + SafeName.Of(target));
        return Path.Combine(FolderOf(skill), FormattableString.Invariant($"{name}.{repeat}.json"));
    }

    /// <summary>Returns a cassette; null when there is none.</summary>
    /// <exception cref="CassetteException">The file is too large, cannot be read or is no cassette.</exception>
    public Cassette? Find(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            if (!RegularFile.Is(path))
            {
                throw new CassetteException($"{path} is not a regular file. Remove it, and record the case again.");
            }

            return file.Length > maxBytes
                ? throw new CassetteException($"{path} has {file.Length} bytes, more than MaxCassetteBytes ({maxBytes}). Record the case again, or raise the limit.")
                : Read(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CassetteException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes a cassette. The file is replaced at once, so a reader never sees half of it.</summary>
    /// <exception cref="CassetteException">It is too large or cannot be written.</exception>
    public void Write(string path, Cassette cassette)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Pretty))
        {
            JsonSerializer.SerializeToElement(cassette, CassetteContext.Default.Cassette).WriteTo(writer);
        }

        stream.WriteByte((byte)'\n');
        if (stream.Length > maxBytes)
        {
            throw new CassetteException($"The recording for {path} has {stream.Length} bytes, more than MaxCassetteBytes ({maxBytes}). It was not written.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var half = path + ".tmp";
            File.WriteAllBytes(half, stream.ToArray());
            File.Move(half, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CassetteException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The files with cassettes of a skill, in the order of their names.</summary>
    public IReadOnlyList<string> FilesOf(SkillDefinition skill) => Directory.Exists(FolderOf(skill))
        ? [.. Directory.EnumerateFiles(FolderOf(skill), "*.json").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder with the cassettes of a file's skills.</summary>
    public string RootOf(SkillDefinition skill) => directory
        ?? Path.Combine(skill.Path is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : Directory.GetCurrentDirectory(), "cassettes");

    private static Cassette Read(string path, byte[] bytes)
    {
        try
        {
            var cassette = JsonSerializer.Deserialize(bytes, CassetteContext.Default.Cassette);
            return cassette is { Format: 1 } ? cassette : throw new CassetteException($"{path} is not a cassette of format 1. Record the case again.");
        }
        catch (JsonException e)
        {
            throw new CassetteException($"{path} is not a valid cassette (line {e.LineNumber + 1}). Record the case again.", e);
        }
    }
}
