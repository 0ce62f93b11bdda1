using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.Engine.Models;

namespace Skills.Engine.Tests.Models;

/// <summary>The embedded catalog is <c>models.yaml</c> in JSON. With <c>SKILLS_UPDATE_DOCS=true</c> it is written, otherwise compared.</summary>
public sealed class EmbeddedCatalogTests
{
    [Fact]
    public void TheEmbeddedCatalogIsThatOfTheYamlFile()
    {
        var folder = Folder();
        var json = Path.Combine(folder, "models.json");
        using var yaml = File.OpenText(Path.Combine(folder, "models.yaml"));
        var wanted = ToJson(YamlCatalogValue.Read(yaml, "models.yaml")!);
        if (Environment.GetEnvironmentVariable("SKILLS_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(json, wanted);
            return;
        }

        Assert.True(wanted == File.ReadAllText(json).ReplaceLineEndings("\n"), "models.json is not models.yaml. Run .ci/reference.");
    }

    // A model on each line, for the sake of differences.
    private static string ToJson(CatalogValue catalog) =>
        $"{{\"as_of\":{Line(catalog.Get("as_of")!)},\"models\":[\n{string.Join(",\n", catalog.Get("models")!.Items!.Select(Line))}\n]}}\n";

    private static string Line(CatalogValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, CatalogValue value)
    {
        if (value.Text is { } text)
        {
            writer.WriteStringValue(text);
        }
        else if (value.Items is { } items)
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            foreach (var key in value.Keys!)
            {
                writer.WritePropertyName(key);
                Write(writer, value.Get(key)!);
            }

            writer.WriteEndObject();
        }
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Skills.Engine.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return Path.Combine(root.FullName, "src/Skills.Engine/Models");
    }
}
