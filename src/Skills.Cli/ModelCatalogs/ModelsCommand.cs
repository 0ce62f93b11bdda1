using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.ModelCatalogs;

/// <summary><c>skills models</c>: the models of the catalog, their prices, and whether they can be called here.</summary>
internal sealed class ModelsCommand : CliCommand
{
    private static readonly string[] Headers = ["MODEL", "PROVIDER", "READY", "CONTEXT", "QUALITY", "IN $/M", "OUT $/M", "RETIRES"];

    private readonly Argument<string?> _filter = new("filter") { Description = "Part of a model, alias or provider.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _ready = new("--ready") { Description = "Only models that can be called with the keys that are set, and are not retired." };

    public ModelsCommand(CliHost host, CommonOptions common) : base(
        "models",
        "Lists the models of the catalog with prices and readiness.",
        host,
        common,
        "skills models --ready",
        "skills models claude -o json")
    {
        Add(_filter);
        Add(_ready);
        Add(new ModelsUpdateCommand(host, common));
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(EngineSettings.Of(call));
        await using var closing = engine.ConfigureAwait(false);
        var ready = engine.Clients.Where(static c => c.Provider.NotReady is null).Select(static c => c.Provider.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var today = DateOnly.FromDateTime(call.Host.Time.GetUtcNow().UtcDateTime);
        var models = engine.Models.Models
            .Where(m => m.Enabled && (call.Get(_filter) is not { } filter || Fits(m, filter)) && (!call.Get(_ready) || IsReady(m, ready, today)))
            .OrderBy(static m => m.Provider, StringComparer.Ordinal).ThenBy(static m => m.Id, StringComparer.Ordinal).ToList();
        if (call.Output == OutputKind.Text)
        {
            call.Terminal.Table(Headers, [.. models.Select(m => RowOf(m, IsReady(m, ready, today), m.PriceOn(today)))]);
        }
        else
        {
            call.Terminal.Json(writer => Write(writer, models, ready, today));
        }

        call.Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{models.Count} model(s), prices of {today:yyyy-MM-dd}{(engine.Models.AsOf is { } day ? FormattableString.Invariant($", catalog as of {day:yyyy-MM-dd}") : "")}."));
        return models.Count > 0 ? ExitCode.Done : ExitCode.NothingMatched;
    }

    private static bool IsReady(ModelDefinition model, HashSet<string> ready, DateOnly today) => ready.Contains(model.Provider) && !(model.RetiresOn <= today);

    private static bool Fits(ModelDefinition model, string filter) => model.Aliases.Prepend(model.Id).Prepend(model.Provider)
        .Any(text => text.Contains(filter, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> RowOf(ModelDefinition model, bool ready, ModelPrice? price) =>
    [
        model.Id,
        model.Provider,
        ready ? "yes" : "no",
        model.ContextWindow?.ToString("N0", CultureInfo.InvariantCulture) ?? "?",
        model.Quality.ToString("0.00", CultureInfo.InvariantCulture),
        price?.Input.ToString("0.####", CultureInfo.InvariantCulture) ?? "?",
        price?.Output.ToString("0.####", CultureInfo.InvariantCulture) ?? "?",
        DayOf(model) ?? "",
    ];

    private static string? DayOf(ModelDefinition model) => model.RetiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, List<ModelDefinition> models, HashSet<string> ready, DateOnly today)
    {
        writer.WriteStartArray();
        foreach (var model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("id", model.Id);
            writer.WriteString("provider", model.Provider);
            writer.WriteBoolean("ready", IsReady(model, ready, today));
            WriteNumber(writer, "contextWindow", model.ContextWindow);
            writer.WriteNumber("quality", model.Quality);
            WriteNumber(writer, "inputUsdPerMillion", model.PriceOn(today)?.Input);
            WriteNumber(writer, "outputUsdPerMillion", model.PriceOn(today)?.Output);
            writer.WriteString("retiresOn", DayOf(model));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
