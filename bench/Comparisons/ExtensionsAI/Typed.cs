using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;

namespace Comparisons.ExtensionsAI;

internal static class Typed
{
    public static async Task<string> RunAsync(string url)
    {
        using var client = Connection.To(url).GetChatClient("gpt-5.6-luna").AsIChatClient();
        var report = "There is water under the sink.";
        List<ChatMessage> messages = [new(ChatRole.User, $"Make a ticket of this report: {report}")];
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var response = await client.GetResponseAsync<Ticket>(messages);
            var findings = new List<ValidationResult>();
            if (response.TryGetResult(out var ticket) && Validator.TryValidateObject(ticket, new(ticket), findings, validateAllProperties: true))
            {
                return $"{ticket.Title}, {ticket.Priority}";
            }

            messages.AddRange(response.Messages);
            messages.Add(new(ChatRole.User, $"The answer is not valid. {string.Join(" ", findings)} Answer again."));
        }

        throw new InvalidDataException("No valid answer after three attempts.");
    }

    internal sealed class Ticket
    {
        public required string Title { get; init; }

        [Range(1, 5)]
        public required int Priority { get; init; }
    }
}
