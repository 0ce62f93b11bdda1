using System.Globalization;
using Skills.Batches.Load;

// run <journal|redis|postgres> <items> <processes> <parallelism> [connection]: items per second with an instant model, all eight steps.
// Redis runs on a server of its own with an append-only file unless a connection is given, beside a bare stream loop.
switch (args)
{
    case ["run", var kind, var items, var processes, var parallelism, .. var rest]:
        return await Load.RunAsync(kind, int.Parse(items, CultureInfo.InvariantCulture), int.Parse(processes, CultureInfo.InvariantCulture), int.Parse(parallelism, CultureInfo.InvariantCulture), rest.FirstOrDefault());
    case ["worker", var kind, var connection]:
        await Load.WorkAsync(kind, connection);
        return 0;
    default:
        Console.Error.WriteLine("run <journal|redis|postgres> <items> <processes> <parallelism> [connection]");
        return 2;
}
