using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.Mutants;

// Skills.Mutants <project folder> <output folder> <count> <seed> [room ...]
if (args.Length < 4)
{
    Console.Error.WriteLine("Name the project's folder, the output folder, the number of mutants and the seed. '.ci/mutants' does it.");
    return 2;
}

var (project, output) = (Path.GetFullPath(args[0]), Directory.CreateDirectory(args[1]).FullName);
var (count, seed) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
var compiler = new MutantCompiler(project);
var places = compiler.Sources(project, args[4..]).SelectMany(static tree => MutationFinder.In(tree)).ToArray();
var found = places.Length;
new Random(seed).Shuffle(places);

var chosen = new List<object>();
foreach (var mutation in places)
{
    if (chosen.Count == count)
    {
        break;
    }

    if (compiler.Compile(mutation) is { } library)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{chosen.Count}.dll");
        File.WriteAllBytes(Path.Combine(output, name), library);
        var source = File.ReadAllText(mutation.File);
        chosen.Add(new
        {
            library = name,
            file = Path.GetRelativePath(project, mutation.File),
            line = source.AsSpan(0, mutation.Span.Start).Count('\n') + 1,
            kind = mutation.Kind,
            was = source.Substring(mutation.Span.Start, mutation.Span.Length),
            became = mutation.Text,
        });
    }
}

var options = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
File.WriteAllText(Path.Combine(output, "mutants.json"), JsonSerializer.Serialize(new { places = found, mutants = chosen }, options));
return 0;
