using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Comparisons.SemanticKernel;

internal static class Typed
{
    public static async Task<string> RunAsync(string url)
    {
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url)).Build();
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var settings = new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Ticket) };
        var report = "There is water under the sink.";
        var history = new ChatHistory();
        history.AddUserMessage($"Make a ticket of this report: {report}");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var reply = await chat.GetChatMessageContentAsync(history, settings, kernel);
            var findings = new List<ValidationResult>();
            if (Read(reply.Content) is { } ticket && Validator.TryValidateObject(ticket, new(ticket), findings, validateAllProperties: true))
            {
                return $"{ticket.Title}, {ticket.Priority}";
            }

            history.Add(reply);
            history.AddUserMessage($"The answer is not valid. {string.Join(" ", findings)} Answer again.");
        }

        throw new InvalidDataException("No valid answer after three attempts.");
    }

    private static Ticket? Read(string? json)
    {
        try
        {
            return JsonSerializer.Deserialize<Ticket>(json ?? "", JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed class Ticket
    {
        public required string Title { get; init; }

        [Range(1, 5)]
        public required int Priority { get; init; }
    }
}
