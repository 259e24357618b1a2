"""Every type that an annotation can need: records, their parameters, collections, literals.

A name is loaded, with its family, when it is first used: `from rest.types import Call` loads the calls and what they
need, `import rest.types` loads nothing.
"""

# ruff: noqa: PLC0414 - `X as X` is how a module exports what it imports

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # for mypy and pyright; Python reads the table below, and a test holds the two equal
    from .api import Api as Api
    from .http.clock import Clock as Clock
    from .objects.collection import Collection as Collection
    from .objects.collection import Listed as Listed
    from .objects.files import Downloaded as Downloaded
    from .objects.files import Progress as Progress
    from .objects.paging import Page as Page
    from .objects.record import Deletable as Deletable
    from .objects.record import Fetchable as Fetchable
    from .objects.record import Record as Record
    from .objects.record import Singleton as Singleton
    from .resources.accounts import Account as Account
    from .resources.accounts import Accounts as Accounts
    from .resources.accounts import CreateAccount as CreateAccount
    from .resources.accounts import ListAccounts as ListAccounts
    from .resources.accounts import UpdateAccount as UpdateAccount
    from .resources.addresses import Address as Address
    from .resources.addresses import Addresses as Addresses
    from .resources.addresses import CreateAddress as CreateAddress
    from .resources.addresses import CreateAddressOptions as CreateAddressOptions
    from .resources.addresses import ListAddresses as ListAddresses
    from .resources.addresses import UpdateAddress as UpdateAddress
    from .resources.applications import Application as Application
    from .resources.applications import Applications as Applications
    from .resources.applications import ApplicationSettings as ApplicationSettings
    from .resources.applications import ListApplications as ListApplications
    from .resources.available_numbers import AvailableCountries as AvailableCountries
    from .resources.available_numbers import AvailableCountry as AvailableCountry
    from .resources.available_numbers import AvailableLocal as AvailableLocal
    from .resources.available_numbers import AvailableMachineToMachine as AvailableMachineToMachine
    from .resources.available_numbers import AvailableMobile as AvailableMobile
    from .resources.available_numbers import AvailableNational as AvailableNational
    from .resources.available_numbers import AvailablePhoneNumber as AvailablePhoneNumber
    from .resources.available_numbers import AvailableSharedCost as AvailableSharedCost
    from .resources.available_numbers import AvailableTollFree as AvailableTollFree
    from .resources.available_numbers import AvailableVoip as AvailableVoip
    from .resources.available_numbers import FindNumbers as FindNumbers
    from .resources.balance import Balance as Balance
    from .resources.call_events import CallEvents as CallEvents
    from .resources.call_events import CallRequest as CallRequest
    from .resources.call_feedback import CallFeedback as CallFeedback
    from .resources.call_feedback import CreateSummary as CreateSummary
    from .resources.call_feedback import CreateSummaryOptions as CreateSummaryOptions
    from .resources.call_feedback import FeedbackSummaries as FeedbackSummaries
    from .resources.call_feedback import FeedbackSummary as FeedbackSummary
    from .resources.call_feedback import GiveFeedback as GiveFeedback
    from .resources.call_feedback import GiveFeedbackOptions as GiveFeedbackOptions
    from .resources.caller_ids import ListCallerIds as ListCallerIds
    from .resources.caller_ids import OutgoingCallerId as OutgoingCallerId
    from .resources.caller_ids import OutgoingCallerIds as OutgoingCallerIds
    from .resources.caller_ids import UpdateCallerId as UpdateCallerId
    from .resources.caller_ids import ValidateNumber as ValidateNumber
    from .resources.caller_ids import ValidateNumberOptions as ValidateNumberOptions
    from .resources.caller_ids import ValidationRequest as ValidationRequest
    from .resources.caller_ids import ValidationRequests as ValidationRequests
    from .resources.calls import Call as Call
    from .resources.calls import Calls as Calls
    from .resources.calls import CreateCall as CreateCall
    from .resources.calls import CreateCallOptions as CreateCallOptions
    from .resources.calls import ListCalls as ListCalls
    from .resources.calls import UpdateCall as UpdateCall
    from .resources.conferences import Conference as Conference
    from .resources.conferences import Conferences as Conferences
    from .resources.conferences import ListConferences as ListConferences
    from .resources.conferences import UpdateConference as UpdateConference
    from .resources.connect_apps import AuthorizedConnectApp as AuthorizedConnectApp
    from .resources.connect_apps import AuthorizedConnectApps as AuthorizedConnectApps
    from .resources.connect_apps import ConnectApp as ConnectApp
    from .resources.connect_apps import ConnectApps as ConnectApps
    from .resources.connect_apps import UpdateConnectApp as UpdateConnectApp
    from .resources.dependent_numbers import DependentPhoneNumber as DependentPhoneNumber
    from .resources.dependent_numbers import DependentPhoneNumbers as DependentPhoneNumbers
    from .resources.dialing import Dialing as Dialing
    from .resources.faxes import CreateFax as CreateFax
    from .resources.faxes import CreateFaxOptions as CreateFaxOptions
    from .resources.faxes import Fax as Fax
    from .resources.faxes import FaxApi as FaxApi
    from .resources.faxes import Faxes as Faxes
    from .resources.faxes import FaxMedia as FaxMedia
    from .resources.faxes import FaxMediaFiles as FaxMediaFiles
    from .resources.faxes import ListFaxes as ListFaxes
    from .resources.faxes import UpdateFax as UpdateFax
    from .resources.imported_numbers import ImportedPhoneNumber as ImportedPhoneNumber
    from .resources.imported_numbers import ImportedPhoneNumbers as ImportedPhoneNumbers
    from .resources.imported_numbers import ImportNumber as ImportNumber
    from .resources.imported_numbers import ImportNumberOptions as ImportNumberOptions
    from .resources.keys import CreateKey as CreateKey
    from .resources.keys import Key as Key
    from .resources.keys import Keys as Keys
    from .resources.keys import NewKey as NewKey
    from .resources.keys import NewKeys as NewKeys
    from .resources.keys import NewSigningKey as NewSigningKey
    from .resources.keys import NewSigningKeys as NewSigningKeys
    from .resources.keys import SigningKey as SigningKey
    from .resources.keys import SigningKeys as SigningKeys
    from .resources.keys import UpdateKey as UpdateKey
    from .resources.laml_bins import CreateBin as CreateBin
    from .resources.laml_bins import CreateBinOptions as CreateBinOptions
    from .resources.laml_bins import LamlBin as LamlBin
    from .resources.laml_bins import LamlBins as LamlBins
    from .resources.laml_bins import ListBins as ListBins
    from .resources.laml_bins import UpdateBin as UpdateBin
    from .resources.live_transcriptions import CallTranscription as CallTranscription
    from .resources.live_transcriptions import CallTranscriptions as CallTranscriptions
    from .resources.live_transcriptions import StartTranscription as StartTranscription
    from .resources.live_transcriptions import StopTranscription as StopTranscription
    from .resources.media import ListMedia as ListMedia
    from .resources.media import Media as Media
    from .resources.media import MessageMedia as MessageMedia
    from .resources.message_feedback import GiveMessageFeedback as GiveMessageFeedback
    from .resources.message_feedback import MessageFeedback as MessageFeedback
    from .resources.message_feedback import MessageFeedbacks as MessageFeedbacks
    from .resources.messages import CreateMessage as CreateMessage
    from .resources.messages import CreateMessageOptions as CreateMessageOptions
    from .resources.messages import ListMessages as ListMessages
    from .resources.messages import Message as Message
    from .resources.messages import Messages as Messages
    from .resources.messages import UpdateMessage as UpdateMessage
    from .resources.notifications import CallNotification as CallNotification
    from .resources.notifications import CallNotifications as CallNotifications
    from .resources.notifications import ListNotifications as ListNotifications
    from .resources.notifications import Notification as Notification
    from .resources.notifications import Notifications as Notifications
    from .resources.number_add_ons import AddOnExtension as AddOnExtension
    from .resources.number_add_ons import AddOnExtensions as AddOnExtensions
    from .resources.number_add_ons import AssignAddOn as AssignAddOn
    from .resources.number_add_ons import AssignedAddOn as AssignedAddOn
    from .resources.number_add_ons import AssignedAddOns as AssignedAddOns
    from .resources.numbered_pairs import NumberedPairs as NumberedPairs
    from .resources.numbers import BuyNumber as BuyNumber
    from .resources.numbers import BuyNumberOfKind as BuyNumberOfKind
    from .resources.numbers import IncomingPhoneNumber as IncomingPhoneNumber
    from .resources.numbers import IncomingPhoneNumbers as IncomingPhoneNumbers
    from .resources.numbers import ListNumbers as ListNumbers
    from .resources.numbers import LocalNumbers as LocalNumbers
    from .resources.numbers import MobileNumbers as MobileNumbers
    from .resources.numbers import NumberSettings as NumberSettings
    from .resources.numbers import TollFreeNumbers as TollFreeNumbers
    from .resources.numbers import UpdateNumber as UpdateNumber
    from .resources.participants import AddParticipant as AddParticipant
    from .resources.participants import AddParticipantOptions as AddParticipantOptions
    from .resources.participants import ListParticipants as ListParticipants
    from .resources.participants import Participant as Participant
    from .resources.participants import Participants as Participants
    from .resources.participants import UpdateParticipant as UpdateParticipant
    from .resources.payments import CreatePayment as CreatePayment
    from .resources.payments import CreatePaymentOptions as CreatePaymentOptions
    from .resources.payments import Payment as Payment
    from .resources.payments import Payments as Payments
    from .resources.payments import UpdatePayment as UpdatePayment
    from .resources.payments import UpdatePaymentOptions as UpdatePaymentOptions
    from .resources.queues import CreateQueue as CreateQueue
    from .resources.queues import CreateQueueOptions as CreateQueueOptions
    from .resources.queues import ListQueues as ListQueues
    from .resources.queues import Member as Member
    from .resources.queues import Members as Members
    from .resources.queues import Queue as Queue
    from .resources.queues import Queues as Queues
    from .resources.queues import UpdateMember as UpdateMember
    from .resources.queues import UpdateMemberOptions as UpdateMemberOptions
    from .resources.queues import UpdateQueue as UpdateQueue
    from .resources.recording_add_ons import AddOnData as AddOnData
    from .resources.recording_add_ons import AddOnPayload as AddOnPayload
    from .resources.recording_add_ons import AddOnPayloads as AddOnPayloads
    from .resources.recording_add_ons import AddOnResult as AddOnResult
    from .resources.recording_add_ons import AddOnResults as AddOnResults
    from .resources.recordings import AnyRecording as AnyRecording
    from .resources.recordings import CallRecordings as CallRecordings
    from .resources.recordings import ConferenceRecordings as ConferenceRecordings
    from .resources.recordings import FetchRecording as FetchRecording
    from .resources.recordings import ListRecordings as ListRecordings
    from .resources.recordings import ListRecordingsBelow as ListRecordingsBelow
    from .resources.recordings import Recording as Recording
    from .resources.recordings import Recordings as Recordings
    from .resources.recordings import RecordingUnderWay as RecordingUnderWay
    from .resources.recordings import StartRecording as StartRecording
    from .resources.recordings import UpdateRecording as UpdateRecording
    from .resources.recordings import UpdateRecordingOptions as UpdateRecordingOptions
    from .resources.sandbox import Sandbox as Sandbox
    from .resources.sandbox import UpdateSandbox as UpdateSandbox
    from .resources.sip import CreateDomain as CreateDomain
    from .resources.sip import CreateDomainOptions as CreateDomainOptions
    from .resources.sip import CredentialListMapping as CredentialListMapping
    from .resources.sip import CredentialListMappings as CredentialListMappings
    from .resources.sip import Domain as Domain
    from .resources.sip import DomainMapping as DomainMapping
    from .resources.sip import Domains as Domains
    from .resources.sip import DomainSettings as DomainSettings
    from .resources.sip import IpAccessControlListMapping as IpAccessControlListMapping
    from .resources.sip import IpAccessControlListMappings as IpAccessControlListMappings
    from .resources.sip import MapAddressList as MapAddressList
    from .resources.sip import MapCredentialList as MapCredentialList
    from .resources.sip import Sip as Sip
    from .resources.sip_auth import AllowAddressList as AllowAddressList
    from .resources.sip_auth import AllowCredentialList as AllowCredentialList
    from .resources.sip_auth import AuthCalls as AuthCalls
    from .resources.sip_auth import AuthMapping as AuthMapping
    from .resources.sip_auth import AuthRegistrations as AuthRegistrations
    from .resources.sip_auth import CallAddressLists as CallAddressLists
    from .resources.sip_auth import CallCredentialLists as CallCredentialLists
    from .resources.sip_auth import DomainAuth as DomainAuth
    from .resources.sip_auth import RegistrationCredentialLists as RegistrationCredentialLists
    from .resources.sip_lists import CreateCredential as CreateCredential
    from .resources.sip_lists import CreateIpAddress as CreateIpAddress
    from .resources.sip_lists import CreateIpAddressOptions as CreateIpAddressOptions
    from .resources.sip_lists import Credential as Credential
    from .resources.sip_lists import CredentialList as CredentialList
    from .resources.sip_lists import CredentialLists as CredentialLists
    from .resources.sip_lists import Credentials as Credentials
    from .resources.sip_lists import IpAccessControlList as IpAccessControlList
    from .resources.sip_lists import IpAccessControlLists as IpAccessControlLists
    from .resources.sip_lists import IpAddress as IpAddress
    from .resources.sip_lists import IpAddresses as IpAddresses
    from .resources.sip_lists import NameList as NameList
    from .resources.sip_lists import UpdateCredential as UpdateCredential
    from .resources.sip_lists import UpdateIpAddress as UpdateIpAddress
    from .resources.siprec import CreateSiprec as CreateSiprec
    from .resources.siprec import SiprecSession as SiprecSession
    from .resources.siprec import SiprecSessions as SiprecSessions
    from .resources.siprec import UpdateSiprec as UpdateSiprec
    from .resources.sms import CreateSms as CreateSms
    from .resources.sms import CreateSmsOptions as CreateSmsOptions
    from .resources.sms import ListShortCodes as ListShortCodes
    from .resources.sms import ListSms as ListSms
    from .resources.sms import ShortCode as ShortCode
    from .resources.sms import ShortCodes as ShortCodes
    from .resources.sms import Sms as Sms
    from .resources.sms import SmsMessage as SmsMessage
    from .resources.sms import SmsMessages as SmsMessages
    from .resources.sms import UpdateShortCode as UpdateShortCode
    from .resources.streams import CallStream as CallStream
    from .resources.streams import CallStreams as CallStreams
    from .resources.streams import ConferenceStream as ConferenceStream
    from .resources.streams import ConferenceStreams as ConferenceStreams
    from .resources.streams import CreateConferenceStream as CreateConferenceStream
    from .resources.streams import CreateConferenceStreamOptions as CreateConferenceStreamOptions
    from .resources.streams import CreateStream as CreateStream
    from .resources.streams import CreateStreamOptions as CreateStreamOptions
    from .resources.streams import UpdateStream as UpdateStream
    from .resources.tokens import ApiToken as ApiToken
    from .resources.tokens import ApiTokens as ApiTokens
    from .resources.tokens import CreateNetworkToken as CreateNetworkToken
    from .resources.tokens import CreateToken as CreateToken
    from .resources.tokens import CreateTokenOptions as CreateTokenOptions
    from .resources.tokens import NetworkToken as NetworkToken
    from .resources.tokens import NetworkTokens as NetworkTokens
    from .resources.tokens import UpdateToken as UpdateToken
    from .resources.transcriptions import ListTranscriptions as ListTranscriptions
    from .resources.transcriptions import RecordingTranscriptions as RecordingTranscriptions
    from .resources.transcriptions import Transcription as Transcription
    from .resources.transcriptions import Transcriptions as Transcriptions
    from .resources.usage import CreateTrigger as CreateTrigger
    from .resources.usage import CreateTriggerOptions as CreateTriggerOptions
    from .resources.usage import ListTriggers as ListTriggers
    from .resources.usage import ListUsage as ListUsage
    from .resources.usage import UpdateTrigger as UpdateTrigger
    from .resources.usage import Usage as Usage
    from .resources.usage import UsageAllTime as UsageAllTime
    from .resources.usage import UsageDaily as UsageDaily
    from .resources.usage import UsageLastMonth as UsageLastMonth
    from .resources.usage import UsageMonthly as UsageMonthly
    from .resources.usage import UsageRecord as UsageRecord
    from .resources.usage import UsageRecords as UsageRecords
    from .resources.usage import UsageThisMonth as UsageThisMonth
    from .resources.usage import UsageToday as UsageToday
    from .resources.usage import UsageTrigger as UsageTrigger
    from .resources.usage import UsageTriggers as UsageTriggers
    from .resources.usage import UsageYearly as UsageYearly
    from .resources.usage import UsageYesterday as UsageYesterday
    from .resources.user_defined_messages import CreateUserDefinedMessage as CreateUserDefinedMessage
    from .resources.user_defined_messages import CreateUserDefinedMessageOptions as CreateUserDefinedMessageOptions
    from .resources.user_defined_messages import Subscribe as Subscribe
    from .resources.user_defined_messages import SubscribeOptions as SubscribeOptions
    from .resources.user_defined_messages import UserDefinedMessage as UserDefinedMessage
    from .resources.user_defined_messages import UserDefinedMessages as UserDefinedMessages
    from .resources.user_defined_messages import UserDefinedMessageSubscription as UserDefinedMessageSubscription
    from .resources.user_defined_messages import UserDefinedMessageSubscriptions as UserDefinedMessageSubscriptions
    from .table.literals import AccountStatus as AccountStatus
    from .table.literals import AddOnStatus as AddOnStatus
    from .table.literals import AddressRequirement as AddressRequirement
    from .table.literals import AnsweredBy as AnsweredBy
    from .table.literals import BankAccount as BankAccount
    from .table.literals import CallDirection as CallDirection
    from .table.literals import CallEvent as CallEvent
    from .table.literals import CallStatus as CallStatus
    from .table.literals import Channels as Channels
    from .table.literals import ConferenceEnd as ConferenceEnd
    from .table.literals import ConferenceStatus as ConferenceStatus
    from .table.literals import Detection as Detection
    from .table.literals import EmergencyAddressStatus as EmergencyAddressStatus
    from .table.literals import EmergencyStatus as EmergencyStatus
    from .table.literals import FaxDirection as FaxDirection
    from .table.literals import FaxQuality as FaxQuality
    from .table.literals import FaxStatus as FaxStatus
    from .table.literals import Issue as Issue
    from .table.literals import MessageDirection as MessageDirection
    from .table.literals import MessageStatus as MessageStatus
    from .table.literals import NumberOrigin as NumberOrigin
    from .table.literals import Outcome as Outcome
    from .table.literals import ParticipantStatus as ParticipantStatus
    from .table.literals import PauseBehavior as PauseBehavior
    from .table.literals import PaymentCapture as PaymentCapture
    from .table.literals import PaymentEnd as PaymentEnd
    from .table.literals import PaymentMethod as PaymentMethod
    from .table.literals import PaymentToken as PaymentToken
    from .table.literals import Period as Period
    from .table.literals import RecordingChange as RecordingChange
    from .table.literals import RecordingEvent as RecordingEvent
    from .table.literals import RecordingSource as RecordingSource
    from .table.literals import RecordingStatus as RecordingStatus
    from .table.literals import SmsDirection as SmsDirection
    from .table.literals import SmsStatus as SmsStatus
    from .table.literals import StreamCodec as StreamCodec
    from .table.literals import StreamStatus as StreamStatus
    from .table.literals import StreamTrack as StreamTrack
    from .table.literals import SummaryStatus as SummaryStatus
    from .table.literals import Track as Track
    from .table.literals import TranscriptionStatus as TranscriptionStatus
    from .table.literals import TriggerField as TriggerField
    from .table.literals import Trim as Trim
    from .table.literals import VoiceMode as VoiceMode
    from .table.literals import XmlVersion as XmlVersion
    from .table.parameters import Amount as Amount
    from .table.parameters import Day as Day
    from .table.parameters import Listing as Listing
    from .table.parameters import Method as Method
    from .table.parameters import Moment as Moment
    from .table.parameters import PagedAtTwilio as PagedAtTwilio
    from .table.parameters import Parameters as Parameters
    from .table.parameters import Price as Price
    from .table.parameters import Time as Time
    from .table.parameters import Unpaged as Unpaged
    from .table.parameters import Url as Url
    from .table.parameters import Xml as Xml
    from .table.providers import ProviderName as ProviderName
    from .table.values import Json as Json
    from .table.values import SupportsUrl as SupportsUrl
    from .table.values import SupportsXml as SupportsXml

_NAMES: Final = {
    "api": "Api",
    "http.clock": "Clock",
    "objects.collection": "Collection Listed",
    "objects.files": "Downloaded Progress",
    "objects.paging": "Page",
    "objects.record": "Deletable Fetchable Record Singleton",
    "resources.accounts": "Account Accounts CreateAccount ListAccounts UpdateAccount",
    "resources.addresses": "Address Addresses CreateAddress CreateAddressOptions ListAddresses UpdateAddress",
    "resources.applications": "Application ApplicationSettings Applications ListApplications",
    "resources.available_numbers": (
        "AvailableCountries AvailableCountry AvailableLocal AvailableMachineToMachine AvailableMobile "
        "AvailableNational AvailablePhoneNumber AvailableSharedCost AvailableTollFree AvailableVoip FindNumbers"
    ),
    "resources.balance": "Balance",
    "resources.call_events": "CallEvents CallRequest",
    "resources.call_feedback": (
        "CallFeedback CreateSummary CreateSummaryOptions FeedbackSummaries FeedbackSummary GiveFeedback "
        "GiveFeedbackOptions"
    ),
    "resources.caller_ids": (
        "ListCallerIds OutgoingCallerId OutgoingCallerIds UpdateCallerId ValidateNumber ValidateNumberOptions "
        "ValidationRequest ValidationRequests"
    ),
    "resources.calls": "Call Calls CreateCall CreateCallOptions ListCalls UpdateCall",
    "resources.conferences": "Conference Conferences ListConferences UpdateConference",
    "resources.connect_apps": "AuthorizedConnectApp AuthorizedConnectApps ConnectApp ConnectApps UpdateConnectApp",
    "resources.dependent_numbers": "DependentPhoneNumber DependentPhoneNumbers",
    "resources.dialing": "Dialing",
    "resources.faxes": "CreateFax CreateFaxOptions Fax FaxApi FaxMedia FaxMediaFiles Faxes ListFaxes UpdateFax",
    "resources.imported_numbers": "ImportNumber ImportNumberOptions ImportedPhoneNumber ImportedPhoneNumbers",
    "resources.keys": "CreateKey Key Keys NewKey NewKeys NewSigningKey NewSigningKeys SigningKey SigningKeys UpdateKey",
    "resources.laml_bins": "CreateBin CreateBinOptions LamlBin LamlBins ListBins UpdateBin",
    "resources.live_transcriptions": "CallTranscription CallTranscriptions StartTranscription StopTranscription",
    "resources.media": "ListMedia Media MessageMedia",
    "resources.message_feedback": "GiveMessageFeedback MessageFeedback MessageFeedbacks",
    "resources.messages": "CreateMessage CreateMessageOptions ListMessages Message Messages UpdateMessage",
    "resources.notifications": "CallNotification CallNotifications ListNotifications Notification Notifications",
    "resources.number_add_ons": "AddOnExtension AddOnExtensions AssignAddOn AssignedAddOn AssignedAddOns",
    "resources.numbered_pairs": "NumberedPairs",
    "resources.numbers": (
        "BuyNumber BuyNumberOfKind IncomingPhoneNumber IncomingPhoneNumbers ListNumbers LocalNumbers MobileNumbers "
        "NumberSettings TollFreeNumbers UpdateNumber"
    ),
    "resources.participants": (
        "AddParticipant AddParticipantOptions ListParticipants Participant Participants UpdateParticipant"
    ),
    "resources.payments": "CreatePayment CreatePaymentOptions Payment Payments UpdatePayment UpdatePaymentOptions",
    "resources.queues": (
        "CreateQueue CreateQueueOptions ListQueues Member Members Queue Queues UpdateMember UpdateMemberOptions "
        "UpdateQueue"
    ),
    "resources.recording_add_ons": "AddOnData AddOnPayload AddOnPayloads AddOnResult AddOnResults",
    "resources.recordings": (
        "AnyRecording CallRecordings ConferenceRecordings FetchRecording ListRecordings ListRecordingsBelow Recording "
        "RecordingUnderWay Recordings StartRecording UpdateRecording UpdateRecordingOptions"
    ),
    "resources.sandbox": "Sandbox UpdateSandbox",
    "resources.sip": (
        "CreateDomain CreateDomainOptions CredentialListMapping CredentialListMappings Domain DomainMapping "
        "DomainSettings Domains IpAccessControlListMapping IpAccessControlListMappings MapAddressList "
        "MapCredentialList Sip"
    ),
    "resources.sip_auth": (
        "AllowAddressList AllowCredentialList AuthCalls AuthMapping AuthRegistrations CallAddressLists "
        "CallCredentialLists DomainAuth RegistrationCredentialLists"
    ),
    "resources.sip_lists": (
        "CreateCredential CreateIpAddress CreateIpAddressOptions Credential CredentialList CredentialLists Credentials "
        "IpAccessControlList IpAccessControlLists IpAddress IpAddresses NameList UpdateCredential UpdateIpAddress"
    ),
    "resources.siprec": "CreateSiprec SiprecSession SiprecSessions UpdateSiprec",
    "resources.sms": (
        "CreateSms CreateSmsOptions ListShortCodes ListSms ShortCode ShortCodes Sms SmsMessage SmsMessages "
        "UpdateShortCode"
    ),
    "resources.streams": (
        "CallStream CallStreams ConferenceStream ConferenceStreams CreateConferenceStream "
        "CreateConferenceStreamOptions CreateStream CreateStreamOptions UpdateStream"
    ),
    "resources.tokens": (
        "ApiToken ApiTokens CreateNetworkToken CreateToken CreateTokenOptions NetworkToken NetworkTokens UpdateToken"
    ),
    "resources.transcriptions": "ListTranscriptions RecordingTranscriptions Transcription Transcriptions",
    "resources.usage": (
        "CreateTrigger CreateTriggerOptions ListTriggers ListUsage UpdateTrigger Usage UsageAllTime UsageDaily "
        "UsageLastMonth UsageMonthly UsageRecord UsageRecords UsageThisMonth UsageToday UsageTrigger UsageTriggers "
        "UsageYearly UsageYesterday"
    ),
    "resources.user_defined_messages": (
        "CreateUserDefinedMessage CreateUserDefinedMessageOptions Subscribe SubscribeOptions UserDefinedMessage "
        "UserDefinedMessageSubscription UserDefinedMessageSubscriptions UserDefinedMessages"
    ),
    "table.literals": (
        "AccountStatus AddOnStatus AddressRequirement AnsweredBy BankAccount CallDirection CallEvent CallStatus "
        "Channels ConferenceEnd ConferenceStatus Detection EmergencyAddressStatus EmergencyStatus FaxDirection "
        "FaxQuality FaxStatus Issue MessageDirection MessageStatus NumberOrigin Outcome ParticipantStatus "
        "PauseBehavior PaymentCapture PaymentEnd PaymentMethod PaymentToken Period RecordingChange RecordingEvent "
        "RecordingSource RecordingStatus SmsDirection SmsStatus StreamCodec StreamStatus StreamTrack SummaryStatus "
        "Track TranscriptionStatus TriggerField Trim VoiceMode XmlVersion"
    ),
    "table.parameters": "Amount Day Listing Method Moment PagedAtTwilio Parameters Price Time Unpaged Url Xml",
    "table.providers": "ProviderName",
    "table.values": "Json SupportsUrl SupportsXml",
}
"""Module to the names that it has."""
_HOMES: Final = {name: f"{__package__}.{module}" for module, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:  # to a checker, a name that is not listed must stay an error

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found  # found there from now on
        return found

    __all__ = list(_HOMES)

    def __dir__() -> list[str]:
        return sorted(_HOMES)
