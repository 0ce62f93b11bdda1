using System.Text;
using Skills.Engine.Batches;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Models;
using Skills.Engine.SkillFiles;

namespace Skills.Reliability.Tests.Fuzz.Doors;

/// <summary>Files: skills, the model catalog, cassettes, and the inputs of batches.</summary>
internal static class FileDoors
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly string[] YamlWords =
    [
        "- ", "  ", ": ", "&a ", "*a", "<<: *a", "!!str ", "!!python/object ", "|\n", ">-\n", "---\n", "...\n", "? ", "name: ", "prompt: ", "model: ", "rules:\n", "cache: { ttl: 1h }\n", "inputs:\n", "output:\n", "tests:\n",
        "\"\\x41\"", "'a''b'", "{a: [b, c]}", "[", "{", "~", "yes", "0o7", "1_000", "2026-01-01", "steps:\n", "variants:\n", "$ref: ../x", "%YAML 1.1\n", "models:\n", "price:\n", "input: 1\n",
    ];

    private static readonly string[] LineWords = ["{\"id\":\"a\"}\n", "\"", ",", "\n", "\r\n", "\"\"", "id,name\n", "{\"a\":{\"b\":[1,2]}}", "1e9", "true", "\t", ";", "\"a\nb\"", "\\\""];

    public static FuzzDoor SkillFile()
    {
        var reader = new SkillFileReader();
        return new("skill-file", FuzzCorpus.Of("skill-file"), YamlWords, input => reader.ReadText("fuzz.skill.yaml", Encoding.UTF8.GetString(input)).Diagnostics.Count == 0);
    }

    public static FuzzDoor Catalog() => new("catalog", FuzzCorpus.Of("catalog"), YamlWords, static input =>
    {
        try
        {
            new ModelCatalogReader(1000).ReadYaml(new StringReader(Encoding.UTF8.GetString(input)), "overlay.yaml");
            return true;
        }
        catch (ModelCatalogException)
        {
            return false;
        }
    });

    public static FuzzDoor Cassette()
    {
        var (store, path) = (new CassetteStore(null, MaxBytes), TempFile());
        return new("cassette", FuzzCorpus.Of("cassette"), ["\"cassette\":1", "\"answers\":[", "\"key\":\"", "\"request\":{}", "\"usage\":{", "\"costUsd\":1e999", "\"recordedAt\":\"", "null", "\"repeat\":-1"], input =>
        {
            File.WriteAllBytes(path, input);
            try
            {
                return store.Find(path) is not null;
            }
            catch (CassetteException)
            {
                return false;
            }
        });
    }

    public static FuzzDoor BatchLines() => Batch("batch-jsonl", static path => BatchSource.Jsonl(path, "id"));

    public static FuzzDoor BatchTable() => Batch("batch-csv", static path => BatchSource.Csv(path, "id"));

    private static FuzzDoor Batch(string name, Func<string, BatchSource> open)
    {
        var (path, context) = (TempFile(), new BatchSourceContext(new Skill { Id = "s", Name = "S" }, MaxBytes));
        return new(name, FuzzCorpus.Of(name), LineWords, input =>
        {
            File.WriteAllBytes(path, input);
            try
            {
                return open(path).ReadAsync(context, CancellationToken.None).ToBlockingEnumerable().Count() >= 0;
            }
            catch (BatchSourceException)
            {
                return false;
            }
        });
    }

    // In memory where the system has such a folder.
    private static string TempFile() => Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"skills-fuzz-{Guid.NewGuid():n}");
}
