using System.Threading.Channels;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Watching;

/// <summary>Repeats a piece of work whenever skill files change.</summary>
internal static class CatalogWatch
{
    /// <summary>Runs the work now and after each change, until the command is canceled.</summary>
    /// <param name="catalog">A catalog that watches its folders.</param>
    /// <param name="call">The call.</param>
    /// <param name="work">Returns an exit code.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <returns>The exit code of the last run: a person ends the watching with Ctrl-C, which is no failure.</returns>
    public static async Task<int> RunAsync(SkillCatalog catalog, CommandCall call, Func<Task<int>> work, CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        EventHandler changed = (_, _) => changes.Writer.TryWrite(true);
        catalog.Changed += changed;
        try
        {
            while (true)
            {
                var exit = await work().ConfigureAwait(false);
                call.Terminal.Note(call.Terminal.ErrorInk.Dim("Waiting for changes. Ctrl-C ends."));
                try
                {
                    await changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return exit;
                }
            }
        }
        finally
        {
            catalog.Changed -= changed;
        }
    }
}
