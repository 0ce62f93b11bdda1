using System.Globalization;
using Skills.Batches.Load;
using Skills.Batches.Load.Faults;
using Skills.Batches.Load.Sizing;
using Skills.Batches.Load.Throughput;

const string Usage = """
    run <journal|redis|postgres> <items> <processes> <parallelism> [connection]
        Items per second with an instant model and all eight steps. Redis is measured beside two bare stream loops.
    faults <journal|redis|postgres> <items> <processes> [--seed n] [--faults n] [--out folder]
        Kills and freezes workers and server, and compares results and ledger with the bill. Writes plots of speed and memory.
    growth [--most items] [--docs folder] [--state file]
        Items per second of runs of 1,000 to 1,000,000 items with 1, 2 and 4 processes, and bytes of an item in each store. Writes the page on sizing.
        A command that was stopped goes on with what the file has, batch-growth.csv by default.
    Redis and PostgreSQL run on a server of their own unless a connection is given.
    """;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static string Option(string[] options, string name, string otherwise) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : otherwise;

static FaultJob Job(string kind, string connection, string items, string folder) => new(kind, connection, Number(items), folder);

if (args is ["worker" or "bare-worker" or "fault-worker" or "fault-reader", ..])
{
    ChildProcess.EndWithParent();
}

switch (args)
{
    case ["run", "journal" or "redis" or "postgres", var items, var processes, var parallelism, .. var rest]:
        return await new ThroughputRun(args[1], Number(items), Number(processes), Number(parallelism)).PrintAsync(rest.FirstOrDefault());
    case ["faults", "journal" or "redis" or "postgres", var items, var processes, .. var rest]:
        return await new FaultRun(args[1], Number(items), Number(processes), Number(Option(rest, "--seed", "1")), Number(Option(rest, "--faults", "12")), Option(rest, "--out", ".")).PrintAsync();
    case ["growth", .. var rest]:
        await SizingPage.WriteAsync(Number(Option(rest, "--most", "1000000")), Option(rest, "--docs", "") is { Length: > 0 } docs ? docs : null, Option(rest, "--state", "batch-growth.csv"));
        return 0;
    case ["worker", var kind, var connection]:
        await LoadWorker.RunAsync(kind, connection);
        return 0;
    case ["bare-worker", var connection, var piece, var atOnce]:
        await new BareLoop(Number(piece), Number(atOnce), Adds: 1).WorkAsync(connection);
        return 0;
    case ["fault-worker", var kind, var connection, var items, var folder]:
        await FaultWorker.WorkAsync(Job(kind, connection, items, folder));
        return 0;
    case ["fault-reader", var kind, var connection, var items, var folder, var budget]:
        return await FaultWorker.ReadAsync(Job(kind, connection, items, folder), decimal.Parse(budget, CultureInfo.InvariantCulture)) ? 0 : 1;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
