// Begins: asks for the facts, connects the parts of the page, and opens the stream.

import { get } from "./api.js";
import { start as startCopy } from "./copy.js";
import { $ } from "./dom.js";
import { start as startDialer } from "./dialer.js";
import { start as startFaults } from "./faults.js";
import { start as startFaxes } from "./faxes.js";
import { start as startMap } from "./map.js";
import { start as startMessages } from "./messages.js";
import { start as startDocument } from "./document.js";
import { open } from "./feed.js";
import { start as startOutside } from "./outside.js";
import { start as startParties } from "./parties.js";
import { start as startPast } from "./past.js";
import { told } from "./store.js";
import { start as startRooms } from "./rooms.js";
import { start as startTranscript } from "./transcript.js";
import { start as startViews } from "./views.js";
import { start as startVoice } from "./voice.js";
import { start as startWebhooks } from "./webhooks.js";

const NAMES = { signalwire: "SignalWire", twilio: "Twilio" };

told.facts = (await get("facts")) ?? {};
$("about").textContent = [NAMES[told.facts.provider] ?? told.facts.provider, told.facts.app].filter(Boolean).join(" · ");
startViews();
startDialer();
startParties();
startTranscript();
startVoice();
startDocument();
startWebhooks();
startOutside();
startPast();
startCopy();
startMessages();
startRooms();
startFaxes();
startFaults();
startMap();
open();
